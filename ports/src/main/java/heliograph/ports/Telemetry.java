package heliograph.ports;

/**
 * Where the node counts what it does. Any thread; a call costs nanoseconds and never fails.
 *
 * <p>Names follow the metric they end in, {@code heliograph_…_total}; what each counts stands in
 * {@code docs/metrics.md}.
 */
public interface Telemetry {
  /** What is counted. */
  enum Counter {
    CONNECTIONS_OPENED,
    CONNECTIONS_CLOSED,
    UPGRADES_REFUSED,
    FRAMES_RECEIVED,
    BYTES_RECEIVED,
    FRAMES_SENT,
    BYTES_SENT,
    WRITES,
    MESSAGES_DELIVERED,
    MESSAGES_PUBLISHED,
    ERRORS_SENT,
    RATE_LIMITED,
    PEERS_CUT_DEAD,
    PEERS_CUT_STALLED,
    LOG_READS,
    LOG_FAILURES,
    /** Records of the log that are no messages: without a key, without a value, malformed. */
    LOG_RECORDS_UNUSABLE,
    STORE_FAILURES
  }

  /** Adds {@code n} to a counter. */
  void count(Counter counter, long n);

  /** Counts nothing. */
  Telemetry NONE = (counter, n) -> {};
}
