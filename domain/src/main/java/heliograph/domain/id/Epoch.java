package heliograph.domain.id;

/**
 * One life of a log: positions of two epochs must not be compared. Opaque to everyone but the log.
 */
public record Epoch(String value) {
  /** Inclusive bound on the UTF-8 length. */
  public static final int BYTES_MAX = 64;

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public Epoch {
    Text.require("epoch", value, BYTES_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
