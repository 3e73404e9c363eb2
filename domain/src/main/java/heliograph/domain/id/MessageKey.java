package heliograph.domain.id;

/** An idempotency key, chosen by the publisher: the same user, room and key is the same message. */
public record MessageKey(String value) {
  /** Inclusive bound on the UTF-8 length. */
  public static final int BYTES_MAX = 128;

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public MessageKey {
    Text.require("key", value, BYTES_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
