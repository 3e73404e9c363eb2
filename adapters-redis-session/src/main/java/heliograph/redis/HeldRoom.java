package heliograph.redis;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This node's members of a room, and how much of it Redis knows. Guarded by the store's lock. */
final class HeldRoom {
  /** A member of this node. */
  static final class Held {
    final Present present;

    /** Whether Redis took it in once, so that others were told. */
    boolean told;

    Held(Present present) {
      this.present = present;
    }
  }

  final RoomName name;
  final Map<SessionId, Held> members = new LinkedHashMap<>();

  /** The incarnation under which the room is noted, or about to be; null for none. */
  String notedFor;

  /** Whether Redis has confirmed that. */
  boolean noted;

  /** What is to be done once it has. */
  final Deque<Call> waiting = new ArrayDeque<>();

  /** Writes without an answer, those that wait among them. */
  int underWay;

  HeldRoom(RoomName name) {
    this.name = name;
  }

  /**
   * Begins to be noted for an incarnation.
   *
   * @return what waited for a former one, and is void but for reads
   */
  List<Call> noteFor(String incarnation) {
    notedFor = incarnation;
    noted = false;
    return takeWaiting();
  }

  List<Call> takeWaiting() {
    List<Call> taken = List.copyOf(waiting);
    waiting.clear();
    return taken;
  }
}
