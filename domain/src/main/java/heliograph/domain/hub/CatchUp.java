package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.message.Message;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.domain.room.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the log for members whose cursor is behind the ring. For the hub's thread.
 *
 * <p>One read a room is under way at most, and what it brings serves every member that stands in
 * it: ten thousand clients that want the same stretch cost one read. The lowest cursor and the
 * member that waits longest take turns, so that reads are shared by most and nobody starves.
 */
final class CatchUp {
  /** After a read that failed or brought nothing new. */
  private static final long RETRY_MS = 200;

  private record Held(Room room, Segment segment, long bytes) {}

  private final Context context;
  private final Rooms rooms;
  private final Closing closing;
  private final Consumer<Member> wake;

  /** All segments of all rooms, the one read first in front. */
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  private long heldBytes;

  CatchUp(Context context, Rooms rooms, Closing closing, Consumer<Member> wake) {
    this.context = context;
    this.rooms = rooms;
    this.closing = closing;
    this.wake = wake;
  }

  /** Notes that a member waits for what comes after its cursor; it is woken when that is there. */
  void want(Member member) {
    member.reading = true;
    member.room.readers.addLast(member);
    start(member.room);
  }

  /** Keeps what was read for the members that stand in it. */
  void hold(Room room, Segment segment) {
    if (room.segments.size() >= context.limits.stretchesMax()) {
      room.segments.removeFirst();
    }
    room.segments.addLast(segment);
    long bytes = segment.messages().stream().mapToLong(Message::sizeBytes).sum();
    held.addLast(new Held(room, segment, bytes));
    heldBytes += bytes;
    while (heldBytes > context.limits.nodeStretchBytesMax() && held.size() > 1) {
      forget(held.removeFirst());
    }
    while (held.size() > 1 && !held.getFirst().room.segments.contains(held.getFirst().segment)) {
      forget(held.removeFirst());
    }
  }

  private void forget(Held oldest) {
    heldBytes -= oldest.bytes;
    oldest.room.segments.remove(oldest.segment);
  }

  private void start(Room room) {
    if (room.reading || room.readers.isEmpty()) {
      return;
    }
    room.reading = true;
    long cursor = room.readers.getFirst().cursor;
    if (room.reads++ % 2 == 0) {
      for (Member reader : room.readers) {
        cursor = Math.min(cursor, reader.cursor);
      }
    }
    Span span =
        new Span(
            room.name,
            new Span.After(cursor),
            context.limits.readMessagesMax(),
            context.limits.readBytesMax());
    long ticket = context.tickets.issue(outcome -> done(room, outcome));
    context.emit(new Effect.Read(ticket, span));
  }

  private void done(Room room, Input.Outcome outcome) {
    if (!rooms.isCurrent(room)) {
      return;
    }
    boolean progress = outcome instanceof Input.StretchRead read && take(room, read.stretch());
    if (!progress) {
      context.timers.at(context.nowMs + RETRY_MS, () -> again(room));
      return;
    }
    again(room);
  }

  private void again(Room room) {
    room.reading = false;
    List<Member> served = new ArrayList<>();
    room.readers.removeIf(
        reader -> {
          boolean serve = room.ring.covers(reader.cursor) || room.segmentFor(reader.cursor) != null;
          if (serve) {
            reader.reading = false;
            served.add(reader);
          }
          return serve;
        });
    served.forEach(wake);
    start(room);
  }

  /** Returns whether it brought anybody further. */
  private boolean take(Room room, Stretch stretch) {
    if (!stretch.epoch().equals(room.epoch)) {
      return false;
    }
    if (stretch.gap()) {
      // What these members missed is gone for good: as they resume they are told so.
      List<Member> lost = new ArrayList<>(room.readers);
      lost.removeIf(reader -> reader.cursor >= stretch.after());
      lost.forEach(reader -> closing.close(reader.client, CloseReason.TOO_SLOW));
      room.readers.removeAll(lost);
    }
    if (stretch.upTo() <= stretch.after()) {
      return stretch.gap();
    }
    hold(room, rooms.segmentOf(stretch));
    return true;
  }
}
