package heliograph.websocket.connection;

/**
 * How far apart a busy loop's looks for things to do are, so that it finds several at once, as
 * network cards coalesce interrupts. A look costs system calls and a change of threads however
 * little it finds, and a write of four messages little more than one of a single message. For one
 * thread; times in nanoseconds, of {@link System#nanoTime}.
 *
 * <p>Looks are drawn apart while the loop is busy for more than a quarter of its time: by an eighth
 * of what is allowed first, then by twice as much each time; they are drawn together again while it
 * is busy for less than an eighth. So a loop with little to do never rests, and neither does one
 * that is busy for longer than looks are apart.
 */
final class Coalescing {
  /** Busy for more than one part in so many, looks are drawn apart. */
  private static final int BUSY = 4;

  /** Busy for less than one part in so many, together: halving the distance doubles the cost. */
  private static final int CALM = 2 * BUSY;

  /** The least distance is one part in so many of what is allowed. */
  private static final int STEPS = 8;

  /** How many of the longest distances make the time over which it counts. */
  private static final int WINDOW = 5;

  /** Less than this is over before a thread sleeps. */
  private static final long LEAST_NANOS = 50_000;

  private final long mostNanos;
  private long apartNanos;
  private long lookNanos;
  private long windowNanos;
  private long sleptNanos;

  /**
   * Makes one that does not rest yet.
   *
   * @param mostNanos how far apart looks may be drawn; 0 for not at all
   */
  Coalescing(long mostNanos, long nowNanos) {
    this.mostNanos = mostNanos;
    lookNanos = nowNanos;
    windowNanos = nowNanos;
  }

  /** Returns how long to rest before the next look; 0 for not at all. */
  long restNanos(long nowNanos) {
    if (mostNanos == 0) {
      return 0;
    }
    long window = nowNanos - windowNanos;
    if (window >= WINDOW * mostNanos) {
      adapt(window - sleptNanos, window);
      sleptNanos = 0;
      windowNanos = nowNanos;
    }
    long left = apartNanos - (nowNanos - lookNanos);
    return left >= LEAST_NANOS ? left : 0;
  }

  private void adapt(long busy, long window) {
    long least = mostNanos / STEPS;
    if (busy * BUSY > window) {
      apartNanos = Math.min(mostNanos, Math.max(least, 2 * apartNanos));
    } else if (busy * CALM < window) {
      apartNanos = apartNanos > least ? apartNanos / 2 : 0;
    }
  }

  /** Notes that the loop rested, or waited for something to do, and looks now. */
  void slept(long fromNanos, long nowNanos) {
    sleptNanos += nowNanos - fromNanos;
    lookNanos = nowNanos;
  }
}
