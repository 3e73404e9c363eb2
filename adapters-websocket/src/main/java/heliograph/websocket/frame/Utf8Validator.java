package heliograph.websocket.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A check of UTF-8 that takes its text in parts and refuses it at the first byte no valid text can
 * have there (RFC 3629 §4: no surrogates, no overlong forms, nothing above U+10FFFF). Stateless:
 * between parts the caller keeps one int.
 *
 * <p>An automaton of nine states. A state's number is a distance in bits: each of the 256 bytes has
 * one long in which, that many bits up, stands the six-bit number of the next state. So a byte
 * costs one look-up, which waits for nothing, and one shift.
 */
final class Utf8Validator {

  /** Between characters: the state to start with, and the one to end in. */
  static final int ACCEPT = 0;

  /** The text was refused; stays so. */
  static final int REJECT = 6;

  private static final int ONE_MORE = 12;
  private static final int TWO_MORE = 18;
  private static final int THREE_MORE = 24;

  /** After E0: below A0 would be overlong. */
  private static final int AFTER_E0 = 30;

  /** After ED: above 9F would be a surrogate. */
  private static final int AFTER_ED = 36;

  /** After F0: below 90 would be overlong. */
  private static final int AFTER_F0 = 42;

  /** After F4: above 8F would be beyond U+10FFFF. */
  private static final int AFTER_F4 = 48;

  private static final int STATE_BITS = 6;
  private static final int STATE_MASK = (1 << STATE_BITS) - 1;
  private static final long[] NEXT = transitions();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private Utf8Validator() {}

  /** True where the slice is whole, valid text. */
  static boolean isValid(byte[] buf, int off, int len) {
    return advance(ACCEPT, buf, off, len) == ACCEPT;
  }

  /**
   * Reads the next part of a text.
   *
   * @param state what the call for the part before returned; {@link #ACCEPT} for the first
   * @return {@link #REJECT} once a byte was impossible, {@link #ACCEPT} where the text may end
   *     here, another value within a character
   */
  static int advance(int state, byte[] buf, int off, int len) {
    int end = off + len;
    int i = off;
    // Its upper bits are leftovers of a table's row: a shift takes the lowest six only.
    long next = state;
    for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
      if ((next & STATE_MASK) == ACCEPT && ((long) LONGS.get(buf, i) & NOT_ASCII) == 0) {
        continue;
      }
      next = NEXT[buf[i] & 0xFF] >>> next;
      next = NEXT[buf[i + 1] & 0xFF] >>> next;
      next = NEXT[buf[i + 2] & 0xFF] >>> next;
      next = NEXT[buf[i + 3] & 0xFF] >>> next;
      next = NEXT[buf[i + 4] & 0xFF] >>> next;
      next = NEXT[buf[i + 5] & 0xFF] >>> next;
      next = NEXT[buf[i + 6] & 0xFF] >>> next;
      next = NEXT[buf[i + 7] & 0xFF] >>> next;
    }
    for (; i < end; i++) {
      next = NEXT[buf[i] & 0xFF] >>> next;
    }
    return (int) next & STATE_MASK;
  }

  private static long[] transitions() {
    long[] next = new long[256];
    for (int state = ACCEPT; state <= AFTER_F4; state += STATE_BITS) {
      set(next, 0x00, 0xFF, state, REJECT);
    }
    set(next, 0x00, 0x7F, ACCEPT, ACCEPT);
    set(next, 0xC2, 0xDF, ACCEPT, ONE_MORE);
    set(next, 0xE0, 0xEF, ACCEPT, TWO_MORE);
    set(next, 0xE0, 0xE0, ACCEPT, AFTER_E0);
    set(next, 0xED, 0xED, ACCEPT, AFTER_ED);
    set(next, 0xF0, 0xF0, ACCEPT, AFTER_F0);
    set(next, 0xF1, 0xF3, ACCEPT, THREE_MORE);
    set(next, 0xF4, 0xF4, ACCEPT, AFTER_F4);
    set(next, 0x80, 0xBF, ONE_MORE, ACCEPT);
    set(next, 0x80, 0xBF, TWO_MORE, ONE_MORE);
    set(next, 0x80, 0xBF, THREE_MORE, TWO_MORE);
    set(next, 0xA0, 0xBF, AFTER_E0, ONE_MORE);
    set(next, 0x80, 0x9F, AFTER_ED, ONE_MORE);
    set(next, 0x90, 0xBF, AFTER_F0, TWO_MORE);
    set(next, 0x80, 0x8F, AFTER_F4, TWO_MORE);
    return next;
  }

  private static void set(long[] next, int byteMin, int byteMax, int from, int to) {
    for (int b = byteMin; b <= byteMax; b++) {
      next[b] = next[b] & ~((long) STATE_MASK << from) | (long) to << from;
    }
  }
}
