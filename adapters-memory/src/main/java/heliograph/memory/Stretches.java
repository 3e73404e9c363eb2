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

  static Stretch read(RoomTail room, Epoch epoch, Span span) {
    return switch (span.direction()) {
      case Span.After(long position) -> after(room, epoch, span, position);
      case Span.Before(long position) -> before(room, epoch, span, position);
    };
  }

  private static Stretch after(RoomTail room, Epoch epoch, Span span, long position) {
    long end = room.next() - 1;
    long lost = room.first() - 1;
    long covered = Math.max(position, lost);
    List<LogRecord> found = new ArrayList<>();
    long bytes = 0;
    for (long p = covered; p < end; ) {
      LogRecord log = room.at(++p);
      found.add(log);
      bytes += log.payload().size();
      if (found.size() >= span.limit() || bytes >= span.bytesMax()) {
        break;
      }
    }
    long reached = found.isEmpty() ? Math.max(covered, end) : found.getLast().position();
    return new Stretch(
        span.room(), epoch, covered, reached, found, position < lost, end, reached < end);
  }

  private static Stretch before(RoomTail room, Epoch epoch, Span span, long position) {
    long end = room.next() - 1;
    long top = position > end ? end : position - 1;
    List<LogRecord> found = new ArrayList<>();
    long bytes = 0;
    for (long p = top; p >= room.first(); p--) {
      LogRecord log = room.at(p);
      found.add(log);
      bytes += log.payload().size();
      if (found.size() >= span.limit() || bytes >= span.bytesMax()) {
        break;
      }
    }
    List<LogRecord> oldestFirst = found.reversed();
    long bottom = found.isEmpty() ? room.first() : oldestFirst.getFirst().position();
    return new Stretch(
        span.room(),
        epoch,
        Math.min(bottom - 1, top),
        top,
        oldestFirst,
        false,
        end,
        bottom > room.first());
  }
}
