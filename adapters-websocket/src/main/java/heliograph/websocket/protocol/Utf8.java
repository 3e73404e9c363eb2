package heliograph.websocket.protocol;

/** Strict UTF-8 (Unicode table 3-7): no overlong forms, no surrogates, nothing past U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /**
   * Returns the length, 1 to 4, of the sequence that begins at {@code i}, or 0 if it is malformed
   * or cut off by {@code end}.
   */
  static int sequence(byte[] buf, int i, int end) {
    int b = buf[i] & 0xff;
    if (b < 0x80) {
      return 1;
    }
    if (b < 0xc2 || b > 0xf4) {
      return 0;
    }
    int length = b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    if (length > end - i) {
      return 0;
    }
    int second = buf[i + 1] & 0xff;
    int min = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
    int max = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    if (second < min || second > max) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((buf[i + k] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** Returns whether all of {@code [from, end)} is well-formed. */
  static boolean valid(byte[] buf, int from, int end) {
    int i = from;
    while (i < end) {
      if (buf[i] >= 0) {
        i++;
        continue;
      }
      int length = sequence(buf, i, end);
      if (length == 0) {
        return false;
      }
      i += length;
    }
    return true;
  }
}
