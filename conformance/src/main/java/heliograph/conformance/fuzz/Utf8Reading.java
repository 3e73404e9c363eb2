package heliograph.conformance.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;

/** What is UTF-8, as the platform's decoder says. */
final class Utf8Reading {
  /** Bytes that stand for all that may follow within a character. */
  private static final byte[] FOLLOWERS = {
    (byte) 0x80, (byte) 0x8F, (byte) 0x90, (byte) 0x9F, (byte) 0xA0, (byte) 0xBF
  };

  private Utf8Reading() {}

  static boolean isWhole(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Returns whether the bytes, with some behind them, are UTF-8. */
  static boolean mayGoOn(byte[] bytes) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    return !decoder.decode(in, out, false).isError()
        && canBeCompleted(Arrays.copyOfRange(bytes, in.position(), bytes.length), 3);
  }

  private static boolean canBeCompleted(byte[] tail, int bytesMax) {
    if (isWhole(tail)) {
      return true;
    }
    if (tail.length > bytesMax) {
      return false;
    }
    byte[] longer = Arrays.copyOf(tail, tail.length + 1);
    for (byte follower : FOLLOWERS) {
      longer[tail.length] = follower;
      if (canBeCompleted(longer, bytesMax)) {
        return true;
      }
    }
    return false;
  }
}
