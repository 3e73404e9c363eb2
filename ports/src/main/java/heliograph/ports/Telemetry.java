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
    CONNECTIONS_OPENED("WebSocket connections opened."),
    CONNECTIONS_CLOSED("WebSocket connections that ended, for whatever reason."),
    UPGRADES_REFUSED("Handshakes answered with anything but 101."),
    FRAMES_RECEIVED("WebSocket frames received, control frames among them."),
    BYTES_RECEIVED("Bytes received after the handshake."),
    FRAMES_SENT("WebSocket frames sent, control frames among them."),
    BYTES_SENT("Bytes sent after the handshake."),
    WRITES("Socket writes; one may carry many frames."),
    MESSAGES_DELIVERED("Room messages written to clients."),
    MESSAGES_PUBLISHED("Messages appended to the log by this node."),
    ERRORS_SENT("Error frames sent to clients."),
    RATE_LIMITED("Frames refused because a client was too fast."),
    PEERS_CUT_DEAD("Connections cut because the peer missed two heartbeats."),
    PEERS_CUT_STALLED("Connections cut because a write was stuck for too long."),
    LOG_READS("Reads of the log for members behind the ring, and for history."),
    LOG_APPENDS_HELD("Appends that waited a moment, to be sent with others."),
    LOG_FAILURES("Appends and reads the log did not do."),
    LOG_FETCHES("Requests to the log's servers that reads were made of; many reads share one."),
    LOG_RECORDS_UNUSABLE("Records of the log that are no messages: no key, no value, malformed."),
    STORE_FAILURES("Session and presence operations the store did not do.");

    private final String help;

    Counter(String help) {
      this.help = help;
    }

    /** Returns what is counted, as the metric's help text. */
    public String help() {
      return help;
    }
  }

  /** Adds {@code n} to a counter. */
  void count(Counter counter, long n);

  /** Counts nothing. */
  Telemetry NONE = (counter, n) -> {};
}
