package heliograph.websocket.connection;

import java.util.function.LongSupplier;

/**
 * How far apart a busy loop's looks for things to do are, so that it finds several at once, as
 * network cards coalesce interrupts. A look costs system calls and a change of threads however
 * little it finds, and a write of four messages little more than one of a single message. For one
 * thread; times in nanoseconds, of {@link System#nanoTime}.
 *
 * <p>Looks are drawn apart while the loop takes more than an eighth of a core: by an eighth of what
 * is allowed first, then by twice as much each time; they are drawn together again while it takes
 * less than a sixteenth. So a loop with little to do never rests, however long it waits for a core.
 *
 * <p>One that is busy for about as long as looks are apart, or longer, rests half as long as it was
 * busy, up to that distance: with no time left nothing comes together, and what it does next waits
 * for all it does now.
 */
final class Coalescing {
  /** Beyond one part in so many of a core, looks are drawn apart. */
  private static final int BUSY = 8;

  /** Below one part in so many, together: halving the distance doubles the cost. */
  private static final int CALM = 2 * BUSY;

  /** The least distance is one part in so many of what is allowed. */
  private static final int STEPS = 8;

  /** How many of the longest distances make the time over which it counts. */
  private static final int WINDOW = 5;

  /** Less than this is over before a thread sleeps. */
  private static final long LEAST_NANOS = 50_000;

  private final long mostNanos;
  private final LongSupplier cpuNanos;
  private volatile long apartNanos;
  private long lookNanos;
  private long windowNanos;
  private long windowCpuNanos;

  /**
   * Makes one that does not rest yet.
   *
   * @param mostNanos how far apart looks may be drawn; 0 for not at all
   * @param cpuNanos the loop's CPU time so far, for its own thread
   */
  Coalescing(long mostNanos, long nowNanos, LongSupplier cpuNanos) {
    this.mostNanos = mostNanos;
    this.cpuNanos = cpuNanos;
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
      long cpu = cpuNanos.getAsLong();
      adapt(cpu - windowCpuNanos, window);
      windowCpuNanos = cpu;
      windowNanos = nowNanos;
    }
    long busy = nowNanos - lookNanos;
    long left = Math.max(apartNanos - busy, Math.min(apartNanos, busy / 2));
    return left >= LEAST_NANOS ? left : 0;
  }

  private void adapt(long cpu, long window) {
    long least = mostNanos / STEPS;
    if (cpu * BUSY > window) {
      apartNanos = Math.min(mostNanos, Math.max(least, 2 * apartNanos));
    } else if (cpu * CALM < window) {
      apartNanos = apartNanos > least ? apartNanos / 2 : 0;
    }
  }

  /** Returns whether looks are drawn apart at present. For any thread. */
  boolean isOn() {
    return apartNanos > 0;
  }

  /** Notes that the loop looks, after a rest or a wait. */
  void looks(long nowNanos) {
    lookNanos = nowNanos;
  }
}
