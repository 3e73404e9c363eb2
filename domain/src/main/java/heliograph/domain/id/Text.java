package heliograph.domain.id;

import java.nio.charset.StandardCharsets;

/** The one check all names share: not empty, bounded in UTF-8 bytes, no control characters. */
final class Text {
  /** Bytes of UTF-8 that one {@code char} makes at most. */
  private static final int UTF8_MAX = 3;

  private Text() {}

  /**
   * Returns {@code value} unchanged.
   *
   * @param what the name of the field, for the message
   * @param bytesMax inclusive bound on the UTF-8 length
   * @throws IllegalArgumentException with a message that may be shown to the client
   */
  static String require(String what, String value, int bytesMax) {
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    if (value.length() > bytesMax / UTF8_MAX && utf8Length(value) > bytesMax) {
      throw new IllegalArgumentException(what + " must be at most " + bytesMax + " bytes");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        throw new IllegalArgumentException(what + " must not hold control characters");
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
        if (!pair) {
          throw new IllegalArgumentException(what + " must be valid Unicode");
        }
        i++;
      }
    }
    return value;
  }

  private static int utf8Length(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }
}
