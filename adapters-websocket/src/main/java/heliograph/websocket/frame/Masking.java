package heliograph.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The mask over a client's payload (RFC 6455 §5.3), taken off eight bytes at a time. */
final class Masking {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Masking() {}

  /**
   * Masks or unmasks in place; both are the same.
   *
   * @param key the four bytes of the masking key, the one for the first byte lowest
   * @return the key turned so that it fits the byte after the last, for a payload that comes in
   *     parts
   */
  static int apply(byte[] buf, int off, int len, int key) {
    int end = off + len;
    int i = off;
    // Eight bytes are two whole keys, so the key needs no turning here.
    long wideKey = (key & 0xFFFF_FFFFL) | (long) key << 32;
    for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
      LONGS.set(buf, i, (long) LONGS.get(buf, i) ^ wideKey);
    }
    for (; i < end; i++) {
      buf[i] ^= (byte) key;
      key = Integer.rotateRight(key, 8);
    }
    return key;
  }
}
