package heliograph.testkit.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.SplittableRandom;

/** The one source of randomness of a run. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Returns true with this probability. */
  boolean in(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns a number of {@code [low, high]}. */
  long between(long low, long high) {
    return random.nextLong(low, high + 1);
  }

  /** Returns a number of {@code [low, high]}. */
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  /** Returns a delay that is mostly short and now and then up to {@code maxMs}. */
  long delayMs(long maxMs) {
    double share = random.nextDouble();
    return (long) (share * share * share * (maxMs + 1));
  }

  /** Returns one of these, which must not be empty. */
  <T> T of(Collection<T> all) {
    return new ArrayList<>(all).get(random.nextInt(all.size()));
  }
}
