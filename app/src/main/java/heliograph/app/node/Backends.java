package heliograph.app.node;

import heliograph.app.config.Config;
import heliograph.domain.id.Epoch;
import heliograph.memory.MemoryControl;
import heliograph.memory.MemoryControlLog;
import heliograph.memory.MemoryLogConfig;
import heliograph.memory.MemoryPresence;
import heliograph.memory.MemoryPresenceStore;
import heliograph.memory.MemoryRoomLog;
import heliograph.memory.MemoryRooms;
import heliograph.memory.MemorySessionConfig;
import heliograph.memory.MemorySessionStore;
import heliograph.memory.MemorySessions;
import heliograph.ports.ControlLog;
import heliograph.ports.Inbox;
import heliograph.ports.PresenceStore;
import heliograph.ports.RoomLog;
import heliograph.ports.SessionStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The adapters behind the ports, chosen by configuration. */
record Backends(RoomLog log, SessionStore sessions, PresenceStore presence, ControlLog control) {

  static Backends of(Config config, InstantSource clock) {
    Config.Memory memory = config.log().memory();
    MemoryLogConfig bounds =
        new MemoryLogConfig(
            memory.retentionMessages(),
            memory.retentionBytes(),
            memory.retentionMs(),
            config.limits().dedupeWindowMs());
    return new Backends(
        new MemoryRoomLog(new MemoryRooms(bounds, new Epoch(UUID.randomUUID().toString()), clock)),
        new MemorySessionStore(new MemorySessions(MemorySessionConfig.DEFAULT, clock)),
        new MemoryPresenceStore(new MemoryPresence(clock)),
        new MemoryControlLog(new MemoryControl()));
  }

  void start(Inbox inbox) {
    control.start(inbox);
    sessions.start(inbox);
    presence.start(inbox);
    log.start(inbox);
  }

  /** Returns why the node cannot serve, in words; empty if it can. */
  List<String> notReady() {
    return log.trouble() == null ? List.of() : List.of("log: " + log.trouble());
  }

  /** Returns what is out of reach though the node serves. */
  List<String> degraded() {
    List<String> troubles = new ArrayList<>(2);
    if (sessions.trouble() != null) {
      troubles.add("sessions: " + sessions.trouble());
    }
    if (presence.trouble() != null) {
      troubles.add("presence: " + presence.trouble());
    }
    return troubles;
  }

  /** Ends all of them; sessions last, as the others' ends may still be saved. */
  void close() {
    log.close();
    presence.close();
    control.close();
    sessions.close();
  }
}
