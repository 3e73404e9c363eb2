package heliograph.domain.id;

/** A node of the cluster, unique among those that live at one time. */
public record NodeId(String value) {
  /** Inclusive bound on the UTF-8 length. */
  public static final int BYTES_MAX = 64;

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public NodeId {
    Text.require("node", value, BYTES_MAX);
  }

  @Override
  public String toString() {
    return value;
  }
}
