package heliograph.domain.room;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a user's publish key in a room: half of a SHA-256, so that a key that is remembered
 * costs the same however long it is. Who looks for two that are alike has 2^64 to try, and can but
 * make messages of his own repetitions of each other.
 */
public record KeyPrint(long high, long low) {
  /**
   * Returns the one of a key.
   *
   * @param user null for a record that names no sender
   */
  public static KeyPrint of(RoomName room, UserId user, MessageKey key) {
    // None of them may hold a line break.
    String text = room.value() + '\n' + (user == null ? "" : user.value()) + '\n' + key.value();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return new KeyPrint(bits(bytes, 0), bits(bytes, Long.BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long bits(byte[] bytes, int from) {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << Byte.SIZE | bytes[from + i] & 0xff;
    }
    return bits;
  }

  /** Its bits are as good as random. */
  @Override
  public int hashCode() {
    return (int) low;
  }
}
