package heliograph.domain;

/** Why the node closes a connection: the close code, and words for the close frame. */
public enum CloseReason {
  DRAINING(1001, "draining: reconnect with resume"),
  RECONNECT(1001, "reconnect with resume"),
  BAD_FRAMES(1008, "too many bad frames"),
  INTERNAL(1011, "internal error: reconnect with resume"),
  TOKEN_EXPIRED(4401, "token expired or revoked"),
  DISCONNECTED(4403, "disconnected by the server: do not reconnect"),
  TOO_SLOW(4408, "too slow: reconnect with resume"),
  TAKEN_OVER(4409, "session taken over: do not reconnect"),
  RATE_LIMITED(4429, "rate limit kept being broken");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** Returns the close code, RFC 6455 §7.4 or the protocol's 4000 range. */
  public int code() {
    return code;
  }

  /** Returns the reason as it stands in the close frame; at most 123 bytes. */
  public String text() {
    return text;
  }
}
