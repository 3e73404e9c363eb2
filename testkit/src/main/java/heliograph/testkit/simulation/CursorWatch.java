package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the cursors of sessions as the store takes them: within one membership none may move
 * back. A leave ends a membership; who joins anew may begin where it likes.
 */
final class CursorWatch {
  private record Membership(SessionId session, RoomName room) {}

  private record Seen(int leaves, RoomCursor cursor) {}

  private final World world;
  private final Map<Membership, Integer> leaves = new HashMap<>();
  private final Map<SessionRecord, Map<RoomName, Integer>> asked = new HashMap<>();
  private final Map<Membership, Seen> last = new HashMap<>();

  CursorWatch(World world) {
    this.world = world;
  }

  /** Notes that a node handles a leave. */
  void left(SessionId session, RoomName room) {
    leaves.merge(new Membership(session, room), 1, Integer::sum);
  }

  /**
   * Notes that a save is asked for: it is of the memberships of now, unless it repeats an earlier
   * one.
   */
  void asked(SessionRecord session) {
    asked.computeIfAbsent(session, this::memberships);
  }

  private Map<RoomName, Integer> memberships(SessionRecord session) {
    Map<RoomName, Integer> counts = new HashMap<>();
    for (RoomCursor cursor : session.rooms()) {
      Membership membership = new Membership(session.id(), cursor.room());
      counts.put(cursor.room(), leaves.getOrDefault(membership, 0));
    }
    return counts;
  }

  /** Judges a save that the store took. */
  void saved(SessionRecord session) {
    Map<RoomName, Integer> memberships = asked.get(session);
    for (RoomCursor cursor : session.rooms()) {
      Membership membership = new Membership(session.id(), cursor.room());
      int count = memberships.get(cursor.room());
      Seen earlier = last.get(membership);
      if (earlier != null
          && earlier.leaves == count
          && earlier.cursor.epoch().equals(cursor.epoch())) {
        world.require(
            cursor.position() >= earlier.cursor.position()
                && cursor.quietTo() >= earlier.cursor.quietTo(),
            Invariant.CURSORS_NEVER_MOVE_BACK,
            "version %d of %s saved by %s: %s after %s",
            session.version(),
            session.id(),
            session.owner(),
            cursor,
            earlier.cursor);
      }
      last.put(membership, new Seen(count, cursor));
    }
  }
}
