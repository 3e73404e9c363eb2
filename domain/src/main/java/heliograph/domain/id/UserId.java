package heliograph.domain.id;

/** A user, as named by the token's {@code sub} claim. */
public record UserId(String value) {
  /** Inclusive bound on the UTF-8 length. */
  public static final int BYTES_MAX = 128;

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public UserId {
    Text.require("user", value, BYTES_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
