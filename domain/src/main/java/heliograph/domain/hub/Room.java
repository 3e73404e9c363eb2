package heliograph.domain.hub;

import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A room that somebody on this node is in: the tail of its log, and its members. For the hub's
 * thread.
 *
 * <p>wanted → followed: the log says from which position on it delivers. It ends when its last
 * member and the last that waits for it are gone.
 */
final class Room {
  /** What was read further than the tail has come, and the ticket that waits for it to. */
  record Early(long position, long ticket, Input.StretchRead read) {}

  final RoomName name;

  private final Progress progress;

  /** The epoch of all positions here; null until followed. */
  Epoch epoch;

  /** The part of the log that orders it. */
  int partition;

  /** The last position known; everything of the room after it is live. */
  long head;

  /** The position of its last message, -1 for none, {@link Message#UNKNOWN}. */
  long last;

  /** Null until followed. */
  Ring ring;

  /** Parts of the log that were read for members behind the ring, newest last; bounded. */
  final List<Segment> segments = new ArrayList<>(0);

  /** Members that wait for a part of the log, in the order they came, and some that left since. */
  final List<Member> readers = new ArrayList<>(0);

  /** Whether a read of the log is under way. */
  boolean reading;

  /** Counts reads, so that the lowest cursor and the longest wait take turns. */
  int reads;

  /** Nothing of the room is kept at or below this; -2 if that is not known. */
  long emptyUpTo = -2;

  /** Who starts at or below this has missed something for good; -2 if that is not known. */
  long goneUpTo = -2;

  /** The last position of the partition that any read has seen. */
  long end = -1;

  /** Cursors that wait for the read of another one to be placed; null if no such is under way. */
  Queue<Placing.Waiting> placing;

  /** What waits for the room to be followed; empty afterwards. */
  List<Consumer<Room>> whenFollowed = new ArrayList<>(1);

  /** Each waits for a limited time. */
  final List<Early> early = new ArrayList<>(0);

  /** How many that are to become members, or only look at it, still wait for something. */
  int arriving;

  private final ArrayList<Member> members = new ArrayList<>(1);

  Room(RoomName name, Progress progress) {
    this.name = name;
    this.progress = progress;
  }

  boolean isFollowed() {
    return ring != null;
  }

  /** Returns the highest position the log is known to have. */
  long knownTo() {
    return Math.max(Math.max(head, end), progress.latest(partition));
  }

  /** Returns up to where the room is known to have no message after its head. */
  long quietTo() {
    return Math.max(head, progress.before(partition));
  }

  int size() {
    return members.size();
  }

  Member member(int i) {
    return members.get(i);
  }

  void add(Member member) {
    member.index = members.size();
    members.add(member);
  }

  void remove(Member member) {
    Member moved = members.removeLast();
    if (moved != member) {
      members.set(member.index, moved);
      moved.index = member.index;
    }
    member.reading = false;
  }

  boolean isUnused() {
    return members.isEmpty() && arriving == 0;
  }

  /**
   * Returns the part of the log that holds what comes after {@code position}; null if none does.
   */
  Segment segmentFor(long position) {
    for (Segment segment : segments) {
      if (segment.covers(position)) {
        return segment;
      }
    }
    return null;
  }
}
