package heliograph.domain.id;

/**
 * The name of a room, and so of its log. Names that begin with {@code $} belong to the system:
 * {@code $user:ID} is the inbox of user ID.
 */
public record RoomName(String value) {
  /** Inclusive bound on the UTF-8 length; holds the longest inbox: {@code $user:} and a user id. */
  public static final int BYTES_MAX = 192;

  private static final String INBOX_PREFIX = "$user:";

  /**
   * Validates the value.
   *
   * @throws IllegalArgumentException if empty, longer than {@link #BYTES_MAX} or with control
   *     characters; the message names the field and may be shown to the client
   */
  public RoomName {
    Text.require("room", value, BYTES_MAX);
  }

  /** Returns the room in which {@code user} receives direct messages. */
  public static RoomName inboxOf(UserId user) {
    return new RoomName(INBOX_PREFIX + user.value());
  }

  /** Returns whether clients may neither join nor publish to it by name. */
  public boolean isSystem() {
    return value.charAt(0) == '$';
  }

  /** Returns whether this is {@code user}'s inbox. */
  public boolean isInboxOf(UserId user) {
    return value.startsWith(INBOX_PREFIX)
        && value.length() == INBOX_PREFIX.length() + user.value().length()
        && value.endsWith(user.value());
  }

  @Override
  public String toString() {
    return value;
  }
}
