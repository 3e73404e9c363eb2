package heliograph.redis;

import static org.assertj.core.api.Assumptions.assumeThat;

import heliograph.testkit.services.LocalRedis;
import java.util.function.Supplier;

/** What not every program called redis-server is able to do. */
final class RedisModes {
  private static final String UNKNOWN_OPTION = "CONFIG FILE ERROR";

  private RedisModes() {}

  /** Starts a server in a mode; where its program refuses the options for that, the test ends. */
  static LocalRedis orAssume(String mode, Supplier<LocalRedis> start) {
    try {
      return start.get();
    } catch (IllegalStateException e) {
      assumeThat(e.getMessage())
          .as("the redis-server found here has no " + mode + " mode")
          .doesNotContain(UNKNOWN_OPTION);
      throw e;
    }
  }
}
