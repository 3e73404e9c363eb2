package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.domain.room.Ring;
import heliograph.domain.room.Segment;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Decides where a cursor starts in a room, whatever brought the client: a join, a resume here or
 * from another node. For the hub's thread.
 *
 * <p>What is to be known of the log is read from it; of the reads that look at where a cursor
 * stood, one a room is under way at most, so that ten thousand clients that come back at once cost
 * one.
 */
final class Placing {
  /** Where a cursor starts, and whether nothing it wanted is missing. */
  record Start(long cursor, boolean recovered) {}

  /** A placement that waits for the read of another one. */
  record Waiting(Runnable again, Consumer<Start> done) {}

  private final Context context;
  private final Rooms rooms;

  Placing(Context context, Rooms rooms) {
    this.context = context;
    this.rooms = rooms;
  }

  /**
   * Places a cursor that was at {@code position} before, at this node or any.
   *
   * @param done gets null if the log is out of reach
   */
  void at(Room room, Epoch epoch, long position, Consumer<Start> done) {
    if (!epoch.equals(room.epoch)) {
      done.accept(new Start(room.head, false));
      return;
    }
    if (position <= room.goneUpTo) {
      done.accept(afterLoss(room, position));
      return;
    }
    boolean known = position <= room.knownTo();
    if (known && (room.ring.covers(position) || room.segmentFor(position) != null)) {
      done.accept(new Start(position, true));
      return;
    }
    if (room.placing != null) {
      room.placing.add(new Waiting(() -> at(room, epoch, position, done), done));
      return;
    }
    room.placing = new ArrayDeque<>(0);
    read(
        room,
        new Span.After(position),
        context.limits.readMessagesMax(),
        stretch -> {
          Queue<Waiting> others = room.placing;
          room.placing = null;
          done.accept(stretch == null ? null : judge(room, position, stretch));
          others.forEach(stretch == null ? other -> other.done.accept(null) : o -> o.again.run());
        });
  }

  private Start judge(Room room, long position, Stretch stretch) {
    room.end = Math.max(room.end, stretch.end());
    if (stretch.gap()) {
      room.goneUpTo = Math.max(room.goneUpTo, position);
    }
    if (position > stretch.end()) {
      return new Start(room.head, false);
    }
    if (stretch.gap()) {
      return afterLoss(room, position);
    }
    rooms.hold(room, stretch);
    return new Start(position, true);
  }

  /** It goes on at the head, or where it was, if this node is not as far yet. */
  private static Start afterLoss(Room room, long position) {
    return new Start(Math.max(room.head, position), false);
  }

  /**
   * Places a cursor that wants the last {@code count} messages.
   *
   * @param done gets null if the log is out of reach
   */
  void last(Room room, int count, Consumer<Start> done) {
    Start start = lastInMemory(room, count);
    if (start != null) {
      done.accept(start);
      return;
    }
    read(
        room,
        new Span.Before(room.head + 1),
        count,
        stretch -> {
          if (stretch == null) {
            done.accept(null);
            return;
          }
          if (!stretch.more()) {
            room.emptyUpTo = Math.max(room.emptyUpTo, stretch.after());
          }
          rooms.hold(room, stretch);
          done.accept(new Start(Math.min(stretch.after(), room.head), true));
        });
  }

  private static Start lastInMemory(Room room, int count) {
    Ring ring = room.ring;
    if (ring.size() >= count) {
      return new Start(ring.get(ring.size() - count).position() - 1, true);
    }
    if (room.emptyUpTo >= ring.floor() || ring.floor() == -1) {
      return new Start(ring.floor(), true);
    }
    for (Segment segment : room.segments) {
      if (segment.covers(ring.floor() - 1) || segment.upTo() == ring.floor()) {
        int first = segment.indexAfter(ring.floor()) - (count - ring.size());
        if (first >= 0) {
          return new Start(segment.get(first).position() - 1, true);
        }
        if (room.emptyUpTo >= segment.after()) {
          return new Start(segment.after(), true);
        }
      }
    }
    return null;
  }

  /** Reads; {@code then} gets null if the log is out of reach, or began anew meanwhile. */
  private void read(Room room, Span.Direction direction, int limit, Consumer<Stretch> then) {
    Span span = new Span(room.name, direction, limit, context.limits.readBytesMax());
    long ticket =
        context.tickets.issue(
            outcome -> {
              boolean good =
                  outcome instanceof Input.StretchRead read
                      && read.stretch().epoch().equals(room.epoch);
              then.accept(good ? ((Input.StretchRead) outcome).stretch() : null);
            });
    context.emit(new Effect.Read(ticket, span));
  }
}
