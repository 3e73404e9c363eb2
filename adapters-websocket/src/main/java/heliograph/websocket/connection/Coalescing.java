package heliograph.websocket.connection;

/**
 * How far apart a busy loop's looks for things to do are, so that it finds several at once, as
 * network cards coalesce interrupts. A look costs system calls and a change of threads however
 * little it finds, and a write of four messages little more than one of a single message. For one
 * thread; times in nanoseconds, of {@link System#nanoTime}.
 *
 * <p>Looks are drawn apart while the loop takes more than an eighth of a core: by an eighth of what
 * is usual at most first, then by twice as much each time, up to that; they are drawn together
 * again while it takes less than a sixteenth. So a loop with little to do never rests, however long
 * it waits for a core.
 *
 * <p>While it takes more than a third of a core, and what it writes to many clients is mostly one
 * message at a time, they are drawn apart farther, up to two and a half times what is usual at
 * most: each write that takes two messages saves one. They are as usual again when it takes less
 * than a sixth, or when writes take so many that they would still take two.
 *
 * <p>One that is busy for about as long as looks are apart, or longer, rests half as long as it was
 * busy, up to half the distance, of which no more than is usual counts: with no time left nothing
 * comes together, but what comes next has waited for all it did already.
 */
final class Coalescing {
  /** Beyond one part in so many of a core, looks are drawn apart. */
  private static final int BUSY = 8;

  /** Below one part in so many, together: halving the distance doubles the cost. */
  private static final int CALM = 2 * BUSY;

  /** Beyond one part in so many, looks are drawn apart farther than usual. */
  private static final int VERY_BUSY = 3;

  /** Below one part in so many, no farther than usual. */
  private static final int LESS_BUSY = 2 * VERY_BUSY;

  /** By so many times what is usual at most. */
  static final double FARTHER = 2.5;

  /** Writes that take so many messages are no reason to. */
  private static final int GATHERED = 2;

  /** At the usual distance they take that many still if they take so many at the farthest. */
  private static final int STILL_GATHERED = 5;

  /** The least distance is one part in so many of what is usual at most. */
  private static final int STEPS = 8;

  /** How many of the longest distances make the time over which it counts. */
  private static final int WINDOW = 5;

  /** Less than this is over before a thread sleeps. */
  private static final long LEAST_NANOS = 50_000;

  private final long usualNanos;
  private final long mostNanos;
  private final Work work;
  private volatile long apartNanos;
  private long lookNanos;
  private long windowNanos;
  private long windowCpuNanos;
  private long windowWrites;
  private long windowFrames;

  /** What the loop has done so far. For its own thread. */
  interface Work {
    /** Returns its CPU time. */
    long cpuNanos();

    /** Returns its socket writes, where many clients are written to. */
    long writes();

    /** Returns the messages and replies that these took. */
    long frames();
  }

  /**
   * Makes one that does not rest yet.
   *
   * @param usualNanos how far apart looks are drawn at most, unless the loop is very busy; 0 for
   *     not at all
   */
  Coalescing(long usualNanos, long nowNanos, Work work) {
    this.usualNanos = usualNanos;
    this.mostNanos = (long) (FARTHER * usualNanos);
    this.work = work;
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
      adapt(window);
      windowNanos = nowNanos;
    }
    long busy = nowNanos - lookNanos;
    long least = Math.min(busy, Math.min(apartNanos, usualNanos)) / 2;
    long left = Math.max(apartNanos - busy, least);
    return left >= LEAST_NANOS ? left : 0;
  }

  private void adapt(long window) {
    long cpu = work.cpuNanos() - windowCpuNanos;
    long bound = bound(cpu, window);
    long least = usualNanos / STEPS;
    long apart = apartNanos;
    if (cpu * BUSY > window) {
      apart = Math.max(least, 2 * apart);
    } else if (cpu * CALM < window) {
      apart = apart > least ? apart / 2 : 0;
    }
    apartNanos = Math.min(apart, bound);
    windowCpuNanos += cpu;
  }

  private long bound(long cpu, long window) {
    long writes = work.writes() - windowWrites;
    long frames = work.frames() - windowFrames;
    windowWrites += writes;
    windowFrames += frames;
    if (cpu * VERY_BUSY > window && frames < GATHERED * writes) {
      return mostNanos;
    }
    boolean stays = cpu * LESS_BUSY > window && frames < STILL_GATHERED * writes;
    return stays ? Math.max(usualNanos, apartNanos) : usualNanos;
  }

  /** Returns how far apart looks are drawn at present; 0 for not at all. For any thread. */
  long apartNanos() {
    return apartNanos;
  }

  /** Notes that the loop looks, after a rest or a wait. */
  void looks(long nowNanos) {
    lookNanos = nowNanos;
  }
}
