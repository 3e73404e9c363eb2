package heliograph.websocket.connection;

/**
 * How long a loop with much to do rests before it looks for more, so that it finds several things
 * at once, as network cards coalesce interrupts. A look costs system calls and a change of threads
 * however little it finds, and what is written in a row wakes its readers less often. For one
 * thread; times in nanoseconds, of {@link System#nanoTime}.
 *
 * <p>It begins when, over some time, there were {@value #WORTH} things or more for each rest, and
 * ends when there are fewer. A loop that has less to do, or is busy for as long as a rest takes,
 * never rests.
 */
final class Coalescing {
  private static final int WORTH = 2;

  /** Over how many rests it counts. */
  private static final int WINDOW = 10;

  /** Less than this is over before a thread sleeps. */
  private static final long LEAST_NANOS = 50_000;

  private final long restNanos;
  private long windowNanos;
  private long lookNanos;
  private long found;
  private boolean rests;

  /** Makes one that does not rest yet; 0 for one that never does. */
  Coalescing(long restNanos, long nowNanos) {
    this.restNanos = restNanos;
    windowNanos = nowNanos;
    lookNanos = nowNanos;
  }

  /** Notes that so many things were found to do. */
  void found(int count) {
    found += count;
  }

  /** Returns how long to rest before the next look; 0 for not at all. */
  long restNanos(long nowNanos) {
    if (restNanos == 0) {
      return 0;
    }
    long window = nowNanos - windowNanos;
    if (window >= WINDOW * restNanos) {
      rests = found >= WORTH * (window / restNanos);
      found = 0;
      windowNanos = nowNanos;
    }
    long left = restNanos - (nowNanos - lookNanos);
    return rests && left >= LEAST_NANOS ? left : 0;
  }

  /** Notes that a look begins. */
  void looks(long nowNanos) {
    lookNanos = nowNanos;
  }
}
