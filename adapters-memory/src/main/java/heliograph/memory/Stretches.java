package heliograph.memory;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import java.util.ArrayList;
import java.util.List;

/** Answers reads from what is kept of a room. A read costs what it returns, wherever it starts. */
final class Stretches {
  private Stretches() {}

  /**
   * Reads.
   *
   * @param end the last position of the log, of whatever room
   */
  static Stretch read(RoomTail room, Epoch epoch, long end, Span span) {
    return switch (span.direction()) {
      case Span.After(long position) -> after(room, epoch, end, span, position);
      case Span.Before(long position) -> before(room, epoch, end, span, position);
    };
  }

  private static Stretch after(RoomTail room, Epoch epoch, long end, Span span, long position) {
    long covered = Math.max(position, room.lost());
    List<LogRecord> found = new ArrayList<>();
    int i = room.indexAfter(covered);
    for (long bytes = 0; i < room.size() && hasRoom(found, bytes, span); i++) {
      found.add(room.get(i));
      bytes += room.get(i).payload().size();
    }
    boolean more = i < room.size();
    long reached = more ? found.getLast().position() : Math.max(covered, end);
    return new Stretch(
        span.room(), epoch, covered, reached, found, position < room.lost(), end, more);
  }

  private static Stretch before(RoomTail room, Epoch epoch, long end, Span span, long position) {
    long top = position > end ? end : position - 1;
    List<LogRecord> found = new ArrayList<>();
    int i = room.indexAfter(top) - 1;
    for (long bytes = 0; i >= 0 && hasRoom(found, bytes, span); i--) {
      found.add(room.get(i));
      bytes += room.get(i).payload().size();
    }
    boolean more = i >= 0;
    long bottom = more ? found.getLast().position() - 1 : room.lost();
    return new Stretch(
        span.room(), epoch, Math.min(bottom, top), top, found.reversed(), false, end, more);
  }

  private static boolean hasRoom(List<LogRecord> found, long bytes, Span span) {
    return found.isEmpty() || found.size() < span.limit() && bytes < span.bytesMax();
  }
}
