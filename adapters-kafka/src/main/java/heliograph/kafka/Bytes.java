package heliograph.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of records. */
final class Bytes {
  private Bytes() {}

  /** Copies what is left of a buffer, which stays as it is. */
  static byte[] of(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(buffer.position(), copy);
    return copy;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the text that these bytes are in UTF-8, or null if they are not UTF-8. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean replaced = text.indexOf('\uFFFD') >= 0;
    return replaced && !Arrays.equals(utf8(text), bytes) ? null : text;
  }
}
