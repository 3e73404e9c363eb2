package heliograph.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Whether Redis answers, and since when it does not. One log line when it stops, one when it is
 * back. Safe for use by any thread.
 */
final class Health {
  /** A command that failed is remembered so long: the probe runs more often. */
  private static final Duration REMEMBERED = Duration.ofSeconds(3);

  private static final Logger LOG = System.getLogger("heliograph.redis");

  private final String address;
  private final InstantSource clock;

  private Instant downSince;
  private String downReason;
  private Instant failingSince;
  private Instant lastFailure;
  private String failure;

  Health(String address, InstantSource clock) {
    this.address = address;
    this.clock = clock;
  }

  /** Notes that no connection is there. */
  synchronized void down(String reason) {
    if (downSince == null) {
      downSince = now();
      downReason = reason;
      LOG.log(
          Level.WARNING,
          "Redis at {0} is out of reach: {1}; sessions cannot be resumed elsewhere until it is back",
          address,
          reason);
    }
  }

  /** Notes why it could not be connected again. */
  synchronized void stillDown(String reason) {
    if (downSince != null) {
      downReason = reason;
    }
  }

  /** Notes that it is connected and ready. */
  synchronized void up() {
    if (downSince != null) {
      LOG.log(
          Level.INFO,
          "Redis at {0} is back after {1} ms",
          address,
          Duration.between(downSince, now()).toMillis());
      downSince = null;
    }
    failingSince = null;
  }

  /** Notes that a command failed. */
  synchronized void failed(String reason) {
    if (downSince != null) {
      return;
    }
    Instant now = now();
    if (failingSince == null || now.isAfter(lastFailure.plus(REMEMBERED))) {
      failingSince = now;
      LOG.log(Level.WARNING, "Redis at {0} does not do as asked: {1}", address, reason);
    }
    lastFailure = now;
    failure = reason;
  }

  /** Returns what is wrong and since when, in words; null if nothing is. */
  synchronized String trouble() {
    if (downSince != null) {
      return words("is out of reach", downSince, downReason);
    }
    if (failingSince != null && now().isBefore(lastFailure.plus(REMEMBERED))) {
      return words("does not do as asked", failingSince, failure);
    }
    return null;
  }

  private String words(String what, Instant since, String reason) {
    return "Redis at "
        + address
        + " "
        + what
        + " since "
        + since.truncatedTo(ChronoUnit.SECONDS)
        + ": "
        + reason;
  }

  private Instant now() {
    return clock.instant();
  }
}
