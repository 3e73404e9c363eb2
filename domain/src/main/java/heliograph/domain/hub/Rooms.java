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
import heliograph.domain.room.KeyPrint;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import heliograph.domain.room.StretchDedupe;
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
    void fanOut(Room room, Message message);
  }

  private final Context context;
  private final Map<RoomName, Room> rooms = new HashMap<>();
  private final Map<Integer, DedupeWindow> dedupe = new HashMap<>();

  /** Rooms whose ring holds something, the one quiet for longest first. */
  private final LinkedHashSet<Room> byActivity = new LinkedHashSet<>();

  private final Segments segments;
  private final Progress progress = new Progress();
  private long ringBytes;
  private Epoch epoch;

  Rooms(Context context) {
    this.context = context;
    segments = new Segments(context.limits);
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

  long segmentBytes() {
    return segments.bytes();
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
      room = new Room(name, progress);
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
      segments.forgetAll(room);
    }
  }

  /** Takes note from where on the log delivers. Returns members that must look again, if any. */
  List<Member> followed(Input.Followed input) {
    Room room = rooms.get(input.room());
    if (room == null) {
      return List.of();
    }
    epoch = input.epoch();
    List<Member> disturbed = new ArrayList<>(room.size());
    for (int i = 0; i < room.size(); i++) {
      disturbed.add(room.member(i));
    }
    // Where it is followed anew, what lay between is not in the ring: cursors go to the log for it.
    dropRing(room);
    // Nothing of the room lies between the floor and the head.
    long floor = room.last == Message.UNKNOWN ? room.head : Math.min(room.last, room.head);
    if (!input.epoch().equals(room.epoch) || input.head() >= room.head) {
      room.head = input.head();
      room.last = input.last();
      floor = input.floor();
    }
    room.epoch = input.epoch();
    room.partition = input.partition();
    room.ring =
        new Ring(
            room.epoch, floor, context.limits.ringMessagesMax(), context.limits.ringBytesMax());
    if (mayHaveDropped(room.last)) {
      room.last = Message.UNKNOWN;
    }
    List<Consumer<Room>> waiting = room.whenFollowed;
    room.whenFollowed = List.of();
    waiting.forEach(then -> then.accept(room));
    redeemEarly(room);
    return disturbed;
  }

  /** Takes note of how far the log was read. */
  void passed(List<Long> positions) {
    progress.note(positions);
  }

  /** Folds records of the log; new messages of rooms with members go to {@code fanOut}. */
  void fold(List<LogRecord> records, FanOut fanOut) {
    for (LogRecord log : records) {
      boolean duplicate = log.key() != null && window(log.partition()).isDuplicate(log);
      Room room = rooms.get(log.room());
      if (room == null || !room.isFollowed() || log.position() <= room.head) {
        continue;
      }
      room.head = log.position();
      if (!duplicate) {
        Message message = addToRing(room, log);
        room.last = log.position();
        fanOut.fanOut(room, message);
      }
      redeemEarly(room);
    }
  }

  /** Returns where the key was first used within the dedupe window; -1 if it was not. */
  long firstPosition(RoomName room, UserId user, MessageKey key) {
    KeyPrint print = KeyPrint.of(room, user, key);
    for (DedupeWindow window : dedupe.values()) {
      long first = window.firstPosition(print);
      if (first >= 0) {
        return first;
      }
    }
    return -1;
  }

  /**
   * Returns how far the log's tail must have come before {@link #messagesOf} can tell which records
   * of a stretch are repetitions, as they may repeat what lies outside it; -1 if it has.
   */
  long tailNeededFor(Stretch stretch) {
    for (LogRecord log : stretch.records().reversed()) {
      if (log.key() != null && stretch.epoch().equals(epoch)) {
        Room room = rooms.get(log.room());
        boolean passed = room != null && room.isFollowed() && log.position() <= room.head;
        return passed || window(log.partition()).hasTaken(log.position()) ? -1 : log.position();
      }
    }
    return -1;
  }

  /** Redeems a ticket when the tail of a room that is arrived at has come to a position. */
  void redeemAt(Room room, long position, long ticket, Input.StretchRead read) {
    room.early.add(new Room.Early(position, ticket, read));
    redeemEarly(room);
  }

  /** Redeems a ticket of {@link #redeemAt}, if it still waits, though the tail did not come. */
  void giveUp(Room room, long ticket) {
    room.early.removeIf(early -> early.ticket() == ticket);
    context.tickets.redeem(ticket, new Input.ReadFailed(ticket, Input.LogFailure.TIMEOUT));
  }

  private void redeemEarly(Room room) {
    if (room.early.isEmpty()) {
      return;
    }
    for (Room.Early early : List.copyOf(room.early)) {
      if (early.position() <= room.head) {
        room.early.remove(early);
        context.tickets.redeem(early.ticket(), early.read());
      }
    }
  }

  /** Returns what was read as messages: without duplicates, each knowing the one before it. */
  List<Message> messagesOf(Stretch stretch) {
    StretchDedupe within =
        new StretchDedupe(context.limits.dedupeWindowMs(), context.limits.dedupeKeysMax());
    List<Message> messages = new ArrayList<>(stretch.records().size());
    long prev = stretch.after() == -1 && !stretch.gap() ? -1 : Message.UNKNOWN;
    for (LogRecord log : stretch.records()) {
      boolean duplicate = within.isDuplicate(log);
      if (log.key() != null && stretch.epoch().equals(epoch)) {
        DedupeWindow window = window(log.partition());
        duplicate &= !window.isSureOf(log.position());
        duplicate |= window.wasDropped(log.position());
      }
      if (!duplicate) {
        messages.add(new Message(stretch.epoch(), log, prev));
        prev = log.position();
      }
    }
    return messages;
  }

  /**
   * Keeps what was read for the members that stand in it, but for what the log's tail has not
   * brought yet: that comes through the tail. Returns whether anything was left to keep.
   */
  boolean hold(Room room, Stretch stretch) {
    long after = stretch.after();
    if (stretch.gap()) {
      after =
          stretch.records().isEmpty()
              ? stretch.upTo()
              : stretch.records().getFirst().position() - 1;
    }
    long upTo = Math.min(stretch.upTo(), room.head);
    if (upTo <= after || !isCurrent(room)) {
      return false;
    }
    List<Message> messages = messagesOf(stretch);
    messages.removeIf(message -> message.position() > upTo);
    segments.hold(room, new Segment(after, upTo, messages));
    return true;
  }

  /**
   * Forgets all positions, and the rooms with them. Nobody is in one any more, and who waits for
   * one is being closed.
   */
  void newEpoch(Epoch newer) {
    epoch = newer;
    dedupe.clear();
    progress.forget();
    for (Room room : rooms.values()) {
      context.emit(new Effect.Unfollow(room.name));
      dropRing(room);
      segments.forgetAll(room);
    }
    rooms.clear();
  }

  /** Not knowing the partition, it may take another room's record for the one meant. */
  private boolean mayHaveDropped(long position) {
    for (DedupeWindow window : dedupe.values()) {
      if (window.wasDropped(position)) {
        return true;
      }
    }
    return false;
  }

  private DedupeWindow window(int partition) {
    return dedupe.computeIfAbsent(
        partition,
        p -> new DedupeWindow(context.limits.dedupeWindowMs(), context.limits.dedupeKeysMax()));
  }

  private Message addToRing(Room room, LogRecord log) {
    ringBytes -= room.ring.bytes();
    Message message = room.ring.add(log, room.last);
    ringBytes += room.ring.bytes();
    byActivity.addLast(room);
    while (ringBytes > context.limits.nodeRingBytesMax() && byActivity.size() > 1) {
      dropRing(byActivity.getFirst());
    }
    return message;
  }

  private void dropRing(Room room) {
    if (room.ring != null) {
      ringBytes -= room.ring.bytes();
      room.ring.clear();
    }
    byActivity.remove(room);
  }
}
