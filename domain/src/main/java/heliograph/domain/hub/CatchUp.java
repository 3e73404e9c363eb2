package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
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

  private final Context context;
  private final Rooms rooms;
  private final Closing closing;
  private final Consumer<Member> wake;

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
          if (!reader.reading) {
            return true;
          }
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
    boolean lost = stretch.gap() && closeLost(room, stretch);
    return rooms.hold(room, stretch) || lost;
  }

  /**
   * Closes those who miss something for good; as they resume they are told so. Where exactly the
   * log begins is not known: whoever stands below its first record has missed something, or is told
   * as it resumes that it has not.
   */
  private boolean closeLost(Room room, Stretch stretch) {
    long kept =
        stretch.records().isEmpty()
            ? Math.max(stretch.upTo(), stretch.after() + 1)
            : stretch.records().getFirst().position() - 1;
    return room.readers.removeIf(
        reader -> {
          boolean lost = reader.reading && reader.cursor < kept;
          if (lost) {
            reader.reading = false;
            closing.close(reader.client, CloseReason.TOO_SLOW);
          }
          return lost;
        });
  }
}
