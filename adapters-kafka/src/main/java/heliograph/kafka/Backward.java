package heliograph.kafka;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Stretch;
import java.util.ArrayList;
import java.util.List;

/** What a read before a position has found so far, newest first. For the thread that scans. */
final class Backward {
  final ReadRequest request;

  /** Exclusive upper bound: the position asked for, or the log's end. */
  final long bound;

  private final List<LogRecord> newestFirst = new ArrayList<>();
  private int bytes;
  private boolean full;

  Backward(ReadRequest request, long end) {
    this.request = request;
    this.bound = Math.min(request.start(), end + 1);
  }

  /** Takes a record older than those before; false if it is beyond what was asked for. */
  boolean take(LogRecord record) {
    if (record.position() >= bound) {
      return true;
    }
    if (full) {
      return false;
    }
    newestFirst.add(record);
    bytes += record.payload().size();
    full = newestFirst.size() >= request.span().limit() || bytes >= request.span().bytesMax();
    return true;
  }

  Stretch after(long position, long end, boolean more, Epoch epoch) {
    long after = Math.min(position, bound - 1);
    return new Stretch(
        request.span().room(), epoch, after, bound - 1, newestFirst.reversed(), false, end, more);
  }
}
