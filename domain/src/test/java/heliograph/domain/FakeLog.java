package heliograph.domain;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of one partition that all rooms share, so that a room's positions are sparse. Bounds what
 * it keeps when told to.
 */
final class FakeLog {
  Epoch epoch = new Epoch("e1");

  /** Every record, kept or not: the index is the position. */
  private final List<LogRecord> records = new ArrayList<>();

  /** The first position that is still kept. */
  private long start;

  LogRecord append(Draft draft, long nowMs) {
    LogRecord record = LogRecord.of(draft, 0, records.size(), nowMs);
    records.add(record);
    return record;
  }

  /** Returns the last position, or -1. */
  long end() {
    return records.size() - 1;
  }

  LogRecord at(long position) {
    return records.get((int) position);
  }

  /** Forgets all records below a position. */
  void forgetBelow(long position) {
    start = Math.max(start, position);
  }

  void beginAnew(Epoch newer) {
    epoch = newer;
    records.clear();
    start = 0;
  }

  /** Returns the position of the room's last record at or below {@code upTo}; -1 if none. */
  long lastOf(RoomName room, long upTo) {
    for (long p = Math.min(upTo, end()); p >= 0; p--) {
      if (at(p).room().equals(room)) {
        return p;
      }
    }
    return -1;
  }

  Stretch read(Span span) {
    return switch (span.direction()) {
      case Span.After(long position) -> after(span, position);
      case Span.Before(long position) -> before(span, position);
    };
  }

  private Stretch after(Span span, long position) {
    List<LogRecord> found = new ArrayList<>();
    long bytes = 0;
    long upTo = Math.max(position, end());
    boolean more = false;
    for (long p = Math.max(position + 1, start); p <= end(); p++) {
      if (at(p).room().equals(span.room())) {
        if (found.size() == span.limit() || (!found.isEmpty() && bytes >= span.bytesMax())) {
          upTo = found.getLast().position();
          more = true;
          break;
        }
        found.add(at(p));
        bytes += at(p).payload().size();
      }
    }
    boolean gap = position < start - 1;
    return new Stretch(span.room(), epoch, position, upTo, found, gap, end(), more);
  }

  private Stretch before(Span span, long position) {
    List<LogRecord> found = new ArrayList<>();
    long bytes = 0;
    long top = position > end() ? end() : position - 1;
    long after = start - 1;
    boolean more = false;
    for (long p = top; p >= start; p--) {
      if (at(p).room().equals(span.room())) {
        if (found.size() == span.limit() || (!found.isEmpty() && bytes >= span.bytesMax())) {
          after = found.getFirst().position() - 1;
          more = true;
          break;
        }
        found.addFirst(at(p));
        bytes += at(p).payload().size();
      }
    }
    return new Stretch(span.room(), epoch, Math.min(after, top), top, found, false, end(), more);
  }
}
