package heliograph.domain.session;

/**
 * A bound on a rate that lets short bursts through: a bucket that fills at {@code perSecond} tokens
 * a second up to {@code burst}, and from which each event takes some.
 *
 * <p>Kept as the one time at which the bucket will be full again (the generic cell rate algorithm):
 * a take moves it on by what it costs, and is refused where that would be further ahead than an
 * empty bucket takes to fill. Not thread-safe.
 */
public final class TokenBucket {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MS = 1_000_000L;

  private final long perSecond;
  private final long burst;

  /** When it is full again, in nanoseconds of the caller's clock; never far in the past. */
  private long fullAtNs;

  /**
   * Makes a full bucket.
   *
   * @param perSecond tokens a second, 1 to 2^31 - 1
   * @param burst the most tokens it holds, 1 to 2^31 - 1
   * @param nowMs monotonic milliseconds, as for {@link #take}
   */
  public TokenBucket(long perSecond, long burst, long nowMs) {
    if (perSecond < 1 || perSecond > Integer.MAX_VALUE || burst < 1 || burst > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "perSecond and burst must be 1 to 2^31 - 1: " + perSecond + ", " + burst);
    }
    this.perSecond = perSecond;
    this.burst = burst;
    this.fullAtNs = nowMs * NANOS_PER_MS;
  }

  /**
   * Takes tokens if they are there. What costs more than the bucket holds is let through when it is
   * full, and paid off afterwards, so that no event is refused for ever.
   *
   * @param tokens 0 to 2^31 - 1
   * @param nowMs monotonic milliseconds; must not go back
   * @return 0 if they were taken; else nothing was, and so many milliseconds later they will be
   *     there, if nobody takes any until then
   */
  public long take(long tokens, long nowMs) {
    long nowNs = nowMs * NANOS_PER_MS;
    long start = fullAtNs - nowNs > 0 ? fullAtNs : nowNs;
    long aheadMaxNs = burst * NANOS_PER_SECOND / perSecond;
    long costNs = tokens * NANOS_PER_SECOND / perSecond;
    long waitNs = start + Math.min(costNs, aheadMaxNs) - nowNs - aheadMaxNs;
    if (waitNs > 0) {
      return (waitNs + NANOS_PER_MS - 1) / NANOS_PER_MS;
    }
    fullAtNs = start + costNs;
    return 0;
  }
}
