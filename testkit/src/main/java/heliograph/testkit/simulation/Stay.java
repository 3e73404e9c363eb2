package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Message;
import heliograph.testkit.simulation.Scenario.Fault;
import java.util.HashSet;
import java.util.Set;

/**
 * What a client got of a room without a break that it was told of: over all drops from which it
 * came back with {@code recovered:true}. It must be what the log has, from somewhere on.
 */
final class Stay {
  /** How far a node that is well may lag behind the log. */
  private static final long LAG_MS = 100;

  private final World world;
  private final SimClient client;
  private final RoomName room;

  /** Everything after it must come; what comes from before it was asked for with the join. */
  private final long floor;

  private final Set<Long> seen = new HashSet<>();

  /** The last position that came, or where the stay began. */
  private long cursor;

  /** Whether messages up to the floor may still come. */
  private boolean replaying;

  private boolean olderMayCome;

  /** How many of the last messages were asked for; 0 for none. */
  private int wanted;

  /** When they were asked for. */
  private long askedAtMs;

  Stay(World world, SimClient client, RoomName room, long floor, boolean replaying) {
    this.world = world;
    this.client = client;
    this.room = room;
    this.floor = floor;
    this.replaying = replaying;
    cursor = floor;
  }

  /** Notes that the last {@code count} messages are to come, as of some moment from then on. */
  void expectReplay(int count, long sinceMs) {
    wanted = count;
    askedAtMs = sinceMs;
  }

  /** The node may go on from before the stay began: what comes from there is dropped. */
  void mayBeginEarlier() {
    olderMayCome = true;
  }

  /** A broken socket may have lost the replay, if none of it came: nothing is expected of it. */
  void connectionLost() {
    wanted = 0;
  }

  /** The client goes on from its cursor: nothing from before it comes any more. */
  void goOn() {
    wanted = 0;
    replaying = false;
  }

  /** Returns the position after which the client wants to go on. */
  long cursor() {
    return cursor;
  }

  /** Returns whether it has got this one. */
  boolean has(long position) {
    return seen.contains(position);
  }

  /** Takes a message. Returns whether it is new. */
  boolean accept(Message message) {
    long position = message.position();
    checkContent(message);
    if (replaying) {
      replaying = false;
      checkReplay(Math.min(position, floor + 1));
      if (position <= floor) {
        cursor = position - 1;
      }
    }
    if (position <= cursor) {
      require(
          seen.contains(position) || position <= floor && olderMayCome,
          Invariant.ONE_ORDER,
          "%d came late, after %d",
          position,
          cursor);
      return false;
    }
    Long missing = world.truth.missing(room, cursor, position, client.sessions());
    require(
        missing == null,
        Invariant.NO_GAP,
        "%d came after %d, without %d",
        position,
        cursor,
        missing);
    checkPrev(message);
    seen.add(position);
    cursor = position;
    return true;
  }

  private void checkReplay(long first) {
    if (wanted == 0) {
      return;
    }
    int got = world.truth.count(room, first - 1, floor);
    // What was appended since, or was not read by the node yet, comes on top.
    int meanwhile = world.truth.countSince(room, askedAtMs - LAG_MS);
    boolean lagging =
        world.scenario.has(Fault.LOG_CUT)
            || world.scenario.has(Fault.PAUSE)
            || world.scenario.has(Fault.SLOW);
    require(
        got <= wanted + meanwhile || lagging,
        Invariant.NO_DUPLICATE,
        "%d replayed of %d",
        got,
        wanted);
    require(missingOfReplay(first) == null, Invariant.NO_GAP, "%d of %d replayed", got, wanted);
  }

  /** Returns a message that the replay should have begun with, where that can be told. */
  private Long missingOfReplay(long first) {
    boolean exact =
        wanted > 0
            && world.scenario.ample()
            && world.scenario.limits().readBytesMax() > 1_000
            && !world.truth.hasRepetitions(room);
    return exact
        ? world.truth.missing(
            room, world.truth.lastBut(room, floor, wanted) - 1, first, client.sessions())
        : null;
  }

  private void checkContent(Message message) {
    Draft truth = world.truth.at(room, message.position());
    require(
        truth != null
            && truth.payload().equals(message.log().payload())
            && truth.from().equals(message.log().from()),
        Invariant.ONE_ORDER,
        "%d is not %s of the log",
        message.position(),
        truth == null ? "a message" : Texts.of(truth.payload()));
    require(
        truth.skip() == null || !truth.skip().equals(client.session()),
        Invariant.NO_DUPLICATE,
        "%d was not to come back to its publisher",
        message.position());
  }

  private void checkPrev(Message message) {
    if (message.prev() != Message.UNKNOWN) {
      long before = world.truth.before(room, message.position());
      require(
          message.prev() == before,
          Invariant.TRUE_PREV,
          "%d names %d as the one before it, which is %d",
          message.position(),
          message.prev(),
          before);
    }
  }

  /** Returns the first message that is still to come; null if it is level with the log. */
  Long missing() {
    Long ofReplay = replaying ? missingOfReplay(floor + 1) : null;
    if (ofReplay != null) {
      return ofReplay;
    }
    return world.truth.missing(room, cursor, Long.MAX_VALUE, client.sessions());
  }

  private void require(boolean holds, Invariant invariant, String what, Object... values) {
    if (!holds) {
      world.require(false, invariant, client.name() + " in " + room + ": " + what, values);
    }
  }
}
