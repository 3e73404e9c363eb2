package heliograph.websocket;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waiting for a condition, with a deadline, and no longer than needed. */
public final class Eventually {
  private Eventually() {}

  /** Returns once the condition holds; fails if it does not within a minute. */
  public static void holds(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(60))
        .until(condition);
  }
}
