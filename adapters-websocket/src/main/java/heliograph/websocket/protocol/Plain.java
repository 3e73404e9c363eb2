package heliograph.websocket.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of what stands in a JSON string as it is: ASCII without escapes. */
final class Plain {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The least and the greatest bit of each byte. */
  private static final long ONES = 0x0101_0101_0101_0101L;

  private static final long TOPS = ONES << 7;

  private Plain() {}

  /**
   * Returns where, from {@code i} on, the first byte stands that ends a string, begins an escape,
   * is a control character or is not ASCII; {@code end} if there is none. Eight bytes at a time.
   */
  static int end(byte[] buf, int i, int end) {
    for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
      long special = special((long) LONGS.get(buf, i));
      if (special != 0) {
        // A borrow can mark what is above a special byte, never what is below.
        return i + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
    }
    while (i < end && isPlain(buf[i])) {
      i++;
    }
    return i;
  }

  /** The top bit of each byte that is special: it was set, or sets itself where it is borrowed. */
  private static long special(long bytes) {
    long quotes = bytes ^ ONES * '"';
    long backslashes = bytes ^ ONES * '\\';
    return (bytes | bytes - ONES * 0x20 | quotes - ONES | backslashes - ONES) & TOPS;
  }

  static boolean isPlain(int c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
  }
}
