package heliograph.memory;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.ports.ControlLog;
import heliograph.ports.PresenceStore;
import heliograph.ports.RoomLog;
import heliograph.ports.SessionStore;
import heliograph.testkit.simulation.SimPorts;
import java.time.InstantSource;

/** The memory adapters under simulation. */
public final class MemorySimPorts implements SimPorts {
  private final MemoryRooms rooms;
  private final MemorySessions sessions;
  private final MemoryPresence presence;
  private final MemoryControl controls = new MemoryControl();

  private MemorySimPorts(InstantSource clock, int roomRecordsMax) {
    rooms =
        new MemoryRooms(
            new MemoryLogConfig(roomRecordsMax, 1L << 30, 3_600_000, 3_600_000),
            new Epoch("e1"),
            clock);
    sessions = new MemorySessions(new MemorySessionConfig(10_000, 1_000), clock);
    presence = new MemoryPresence(clock);
  }

  /** Makes them; found by the service loader. */
  public static final class Maker implements SimPorts.Factory {
    @Override
    public SimPorts create(InstantSource clock, int roomRecordsMax) {
      return new MemorySimPorts(clock, roomRecordsMax);
    }
  }

  @Override
  public RoomLog roomLog() {
    return new MemoryRoomLog(rooms);
  }

  @Override
  public SessionStore sessionStore() {
    return new MemorySessionStore(sessions);
  }

  @Override
  public PresenceStore presenceStore(NodeId node) {
    return new MemoryPresenceStore(presence);
  }

  @Override
  public ControlLog controlLog() {
    return new MemoryControlLog(controls);
  }
}
