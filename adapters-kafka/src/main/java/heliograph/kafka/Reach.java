package heliograph.kafka;

import heliograph.domain.Input.LogFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Whether the log can be used, and since when and why not. Writes one line when that changes. Safe
 * for use by any thread.
 */
final class Reach {
  private static final System.Logger LOG = System.getLogger(Reach.class.getName());

  private record Trouble(LogFailure failure, Instant since, String why) {}

  private volatile Trouble trouble;

  /** Starts out of reach. */
  Reach(String why) {
    trouble = new Trouble(LogFailure.UNAVAILABLE, now(), why);
  }

  /** Returns what an append comes to at the moment; null if it may be tried. */
  LogFailure failure() {
    Trouble current = trouble;
    return current == null ? null : current.failure();
  }

  boolean isFine() {
    return trouble == null;
  }

  String words() {
    Trouble current = trouble;
    return current == null ? null : current.why() + " (since " + current.since() + ")";
  }

  synchronized void fine() {
    if (trouble != null) {
      LOG.log(System.Logger.Level.INFO, "the log on Kafka is in reach");
      trouble = null;
    }
  }

  /** It may come back by itself. */
  void lost(String why) {
    set(LogFailure.UNAVAILABLE, why);
  }

  /** It will not, until somebody has changed something. */
  void refused(String why) {
    set(LogFailure.REFUSED, why);
  }

  private synchronized void set(LogFailure failure, String why) {
    Trouble before = trouble;
    if (before == null || before.failure() != failure) {
      LOG.log(System.Logger.Level.WARNING, why);
      trouble = new Trouble(failure, now(), why);
    } else if (!before.why().equals(why)) {
      trouble = new Trouble(failure, before.since(), why);
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
