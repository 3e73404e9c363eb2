package heliograph.kafka;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Stretch;
import java.util.ArrayList;
import java.util.List;

/** What a read after a position has found so far. For the thread that scans. */
final class Forward {
  final ReadRequest request;
  private final List<LogRecord> records = new ArrayList<>();
  private int bytes;
  private boolean full;

  /** The last position that is gone, where the log begins only after what was asked for. */
  private long gone = -1;

  Forward(ReadRequest request) {
    this.request = request;
  }

  /** Notes that the log begins only here. */
  void begins(long beginning) {
    if (request.start() + 1 < beginning) {
      gone = beginning - 1;
    }
  }

  /**
   * Takes a record of the room; false if this one is beyond what was asked for: then all is found,
   * and it is known that there is more.
   */
  boolean take(LogRecord record) {
    if (record.position() <= request.start()) {
      return true;
    }
    if (full) {
      return false;
    }
    records.add(record);
    bytes += record.payload().size();
    full = records.size() >= request.span().limit() || bytes >= request.span().bytesMax();
    return true;
  }

  Stretch upTo(long position, long end, boolean more, Epoch epoch) {
    boolean gap = gone > request.start();
    long after = gap ? gone : request.start();
    return new Stretch(request.span().room(), epoch, after, position, records, gap, end, more);
  }
}
