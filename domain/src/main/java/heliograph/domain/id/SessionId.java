package heliograph.domain.id;

/** A session: what a client keeps over its connections. Not secret: other members see it. */
public record SessionId(String value) {
  /** Inclusive bound on the UTF-8 length. */
  public static final int BYTES_MAX = 64;

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public SessionId {
    Text.require("session", value, BYTES_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
