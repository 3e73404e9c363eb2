package heliograph.app.cli.chat;

import java.util.random.RandomGenerator;

/**
 * Waiting times that grow, with full jitter: each is anywhere between nothing and a bound that
 * doubles, so that clients cut off together do not come back together. For one thread.
 */
final class Backoff {
  private static final long FIRST_MS = 250;
  private static final long MAX_MS = 10_000;

  private final RandomGenerator random;
  private long boundMs = FIRST_MS;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** Returns how long to wait before the next try, at least {@code leastMs}. */
  long nextMs(long leastMs) {
    long waitMs = leastMs + random.nextLong(boundMs + 1);
    boundMs = Math.min(MAX_MS, boundMs * 2);
    return waitMs;
  }

  /** Starts over, after a connection that was welcomed. */
  void reset() {
    boundMs = FIRST_MS;
  }
}
