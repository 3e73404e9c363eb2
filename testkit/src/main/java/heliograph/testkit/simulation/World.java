package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What everything in a run can see: time, chance, the truth, the nodes. For one thread. */
final class World {
  final Scenario scenario;
  final SimPorts ports;
  final Timeline time;
  final Chance chance;
  final Truth truth = new Truth();
  final CursorWatch cursors;
  final Fence fence;

  /** Every state of a session that the store took, oldest first. */
  final Map<SessionId, List<SessionRecord>> history = new HashMap<>();

  final List<SimNode> nodes = new ArrayList<>();
  final List<RoomName> rooms = new ArrayList<>();
  final List<UserId> users = new ArrayList<>();

  /** Whether things still go wrong. */
  boolean chaos = true;

  /** When a node was last paused, or out of reach of a store, in virtual time; 0 for never. */
  private long troubleAtMs;

  /** When a node last died, in virtual time; 0 for never. */
  long crashedAtMs;

  private long sessionsMade;

  long delivered;
  long fingerprint;

  private final PlantedFault planted;
  private final Consumer<String> trace;

  World(
      Scenario scenario,
      SimPorts ports,
      Timeline time,
      PlantedFault planted,
      Consumer<String> trace) {
    this.scenario = scenario;
    this.ports = ports;
    this.time = time;
    this.planted = planted;
    this.trace = trace;
    chance = new Chance(scenario.seed());
    cursors = new CursorWatch(this);
    fence = new Fence(this);
    for (int i = 0; i < scenario.rooms(); i++) {
      rooms.add(new RoomName("room-" + i));
    }
    // Fewer than clients, so that some share an inbox.
    for (int i = 0; i <= scenario.clients() * 2 / 3; i++) {
      users.add(new UserId("user-" + i));
    }
  }

  /** Returns whether this fault is planted and strikes now, as one in so many times it does. */
  boolean strikes(PlantedFault fault, double probability) {
    return planted == fault && chance.in(probability);
  }

  /** Returns an id that was not used before. */
  SessionId freshSession() {
    return new SessionId("s" + sessionsMade++);
  }

  Channel channel(LongSupplier delayMaxMs) {
    return new Channel(time, () -> chance.delayMs(delayMaxMs.getAsLong()));
  }

  boolean isTracing() {
    return trace != null;
  }

  /** Notes what happens, for a reader of the run; callers ask {@link #isTracing} first. */
  void trace(String who, Object what) {
    trace.accept(time.elapsedMs() + " " + who + " " + what);
  }

  /** Makes what happened count in the run's fingerprint. */
  void mark(String who, Object what) {
    fingerprint = fingerprint * 31 + time.nowMs();
    fingerprint = fingerprint * 31 + who.hashCode();
    fingerprint = fingerprint * 31 + what.getClass().getSimpleName().hashCode();
    if (isTracing()) {
      trace(who, what);
    }
  }

  /** Notes that sessions may not have been saved in time. */
  void trouble() {
    troubleAtMs = time.nowMs();
  }

  long troubleAtMs() {
    return troubleAtMs;
  }

  void require(boolean holds, Invariant invariant, String what, Object... values) {
    if (!holds) {
      throw new Violation(
          invariant, "at " + time.elapsedMs() + " ms: " + String.format(what, values));
    }
  }
}
