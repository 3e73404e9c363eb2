package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Stretch;
import heliograph.domain.room.DedupeWindow;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The rooms this node has members in, as a fold of the log's records. For the hub's thread.
 *
 * <p>Here, and nowhere else, a record becomes a message.
 */
final class Rooms {
  /** Where a new message goes. */
  @FunctionalInterface
  interface FanOut {
    void fanOut(Room room, Message message, long headBefore);
  }

  private final Context context;
  private final Map<RoomName, Room> rooms = new HashMap<>();
  private final Map<Integer, DedupeWindow> dedupe = new HashMap<>();

  /** Rooms whose ring holds something, the one quiet for longest first. */
  private final LinkedHashSet<Room> byActivity = new LinkedHashSet<>();

  private long ringBytes;
  private Epoch epoch;

  Rooms(Context context) {
    this.context = context;
  }

  /** Returns the log's epoch; null before the first room was followed. */
  Epoch epoch() {
    return epoch;
  }

  Room get(RoomName name) {
    return rooms.get(name);
  }

  int size() {
    return rooms.size();
  }

  int subscriptions() {
    return rooms.values().stream().mapToInt(Room::size).sum();
  }

  long ringBytes() {
    return ringBytes;
  }

  boolean isCurrent(Room room) {
    return rooms.get(room.name) == room && room.isFollowed();
  }

  /**
   * Has {@code then} run once the room is followed: at once, if it is. Counts as arriving until
   * {@link #arrived}.
   */
  void arrive(RoomName name, Consumer<Room> then) {
    Room room = rooms.get(name);
    if (room == null) {
      room = new Room(name);
      rooms.put(name, room);
      context.emit(new Effect.Follow(name));
    }
    room.arriving++;
    if (room.isFollowed()) {
      then.accept(room);
    } else {
      room.whenFollowed.add(then);
    }
  }

  /** Ends an {@link #arrive}; the room goes if nobody is left. */
  void arrived(Room room) {
    room.arriving--;
    release(room);
  }

  void leave(Member member) {
    member.room.remove(member);
    release(member.room);
  }

  private void release(Room room) {
    if (room.isUnused() && rooms.remove(room.name, room)) {
      context.emit(new Effect.Unfollow(room.name));
      dropRing(room);
      room.segments.clear();
    }
  }

  /** Takes note from where on the log delivers. Returns members that must look again, if any. */
  List<Member> followed(Input.Followed input) {
    epoch = input.epoch();
    Room room = rooms.get(input.room());
    if (room == null) {
      return List.of();
    }
    List<Member> disturbed = new ArrayList<>();
    if (room.isFollowed()) {
      // Followed anew: what lay between is not in the ring, so cursors go to the log for it.
      dropRing(room);
      for (int i = 0; i < room.size(); i++) {
        disturbed.add(room.member(i));
      }
    }
    room.epoch = input.epoch();
    room.head = Math.max(room.isFollowed() ? room.head : -1, input.head());
    room.last = input.last();
    room.ring =
        new Ring(room.head, context.limits.ringMessagesMax(), context.limits.ringBytesMax());
    List<Consumer<Room>> waiting = room.whenFollowed;
    room.whenFollowed = List.of();
    waiting.forEach(then -> then.accept(room));
    return disturbed;
  }

  /** Folds records of the log; new messages of rooms with members go to {@code fanOut}. */
  void fold(List<LogRecord> records, FanOut fanOut) {
    for (LogRecord log : records) {
      boolean duplicate = log.key() != null && window(log.partition()).isDuplicate(log);
      Room room = rooms.get(log.room());
      if (room == null || !room.isFollowed() || log.position() <= room.head) {
        continue;
      }
      long headBefore = room.head;
      room.head = log.position();
      if (!duplicate) {
        Message message = new Message(room.epoch, log, room.last);
        room.last = log.position();
        addToRing(room, message);
        fanOut.fanOut(room, message, headBefore);
      }
    }
  }

  /** Returns where the key was first used within the dedupe window; -1 if it was not. */
  long firstPosition(RoomName room, UserId user, MessageKey key) {
    long first = -1;
    for (DedupeWindow window : dedupe.values()) {
      first = Math.max(first, window.firstPosition(room, user, key));
    }
    return first;
  }

  /** Returns what was read as messages: without duplicates, each knowing the one before it. */
  Segment segmentOf(Stretch stretch) {
    DedupeWindow within =
        new DedupeWindow(context.limits.dedupeWindowMs(), context.limits.dedupeKeysMax());
    List<Message> messages = new ArrayList<>(stretch.records().size());
    long prev = stretch.after() == -1 && !stretch.gap() ? -1 : Message.UNKNOWN;
    for (LogRecord log : stretch.records()) {
      if (!within.isDuplicate(log)
          && !window(log.partition()).wasDropped(log.room(), log.position())) {
        messages.add(new Message(stretch.epoch(), log, prev));
        prev = log.position();
      }
    }
    return new Segment(stretch.after(), stretch.upTo(), messages);
  }

  /** Forgets all positions; rooms that are only just wanted are followed anew. */
  void newEpoch(Epoch newer) {
    epoch = newer;
    dedupe.clear();
    rooms.values().forEach(room -> context.emit(new Effect.Follow(room.name)));
  }

  private DedupeWindow window(int partition) {
    return dedupe.computeIfAbsent(
        partition,
        p -> new DedupeWindow(context.limits.dedupeWindowMs(), context.limits.dedupeKeysMax()));
  }

  private void addToRing(Room room, Message message) {
    ringBytes -= room.ring.bytes();
    room.ring.add(message);
    ringBytes += room.ring.bytes();
    byActivity.remove(room);
    byActivity.add(room);
    while (ringBytes > context.limits.nodeRingBytesMax() && byActivity.size() > 1) {
      dropRing(byActivity.getFirst());
    }
  }

  private void dropRing(Room room) {
    if (room.ring != null) {
      ringBytes -= room.ring.bytes();
      room.ring.clear();
    }
    byActivity.remove(room);
  }
}
