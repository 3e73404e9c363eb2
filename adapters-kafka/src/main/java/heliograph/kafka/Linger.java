package heliograph.kafka;

import java.util.concurrent.TimeUnit;

/**
 * How long this node's appends wait for others to be sent with, as Kafka's own {@code linger.ms},
 * but only while many messages a second come from the log: a request costs the broker, and its
 * records each node that reads them, about as much for three as for one.
 *
 * <p>{@link #nanos} is for any thread, the rest for the reader's. Times in nanoseconds, of {@link
 * System#nanoTime}.
 */
final class Linger {
  /** The time over which messages are counted, so that a moment's backlog is not a rate. */
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long mostNanos;
  private final int many;
  private long windowNanos;
  private long records;
  private volatile long nanos;

  /**
   * Makes one that is 0 until many messages come.
   *
   * @param mostNanos how long it is while many messages come; 0 for never
   * @param many messages a second beyond which they are; 0 for always. It is 0 again below four
   *     fifths of them
   */
  Linger(long mostNanos, int many, long nowNanos) {
    this.mostNanos = mostNanos;
    this.many = many;
    windowNanos = nowNanos;
    nanos = many == 0 ? mostNanos : 0;
  }

  /** Returns how long an append waits for others. */
  long nanos() {
    return nanos;
  }

  /** Notes what the reader has taken, of whatever rooms. */
  void read(int count, long nowNanos) {
    records += count;
    long window = nowNanos - windowNanos;
    if (window < WINDOW_NANOS) {
      return;
    }
    long rate = records * SECOND_NANOS / window;
    if (rate > many) {
      nanos = mostNanos;
    } else if (rate < many * 4L / 5) {
      nanos = 0;
    }
    records = 0;
    windowNanos = nowNanos;
  }
}
