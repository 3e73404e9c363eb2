package heliograph.websocket.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskingTest {

  private static final byte[] KEY = {(byte) 0xD4, (byte) 0xC3, (byte) 0xB2, (byte) 0xA1};
  private static final int KEY_FIRST_BYTE_LOWEST = 0xA1B2C3D4;

  private final Random random = new Random(7);

  @Test
  void theMaskFitsAtEveryOffsetAndLength() {
    for (int off = 0; off < 16; off++) {
      for (int len = 0; len < 40; len++) {
        byte[] buf = randomBytes(off + len + 9);
        byte[] expected = masked(buf, off, len);

        Masking.apply(buf, off, len, KEY_FIRST_BYTE_LOWEST);

        assertThat(buf).isEqualTo(expected);
      }
    }
  }

  @Test
  void theReturnedKeyFitsTheNextPartWhereverThePayloadIsSplit() {
    for (int len = 0; len < 40; len++) {
      for (int split = 0; split <= len; split++) {
        byte[] buf = randomBytes(len);
        byte[] expected = masked(buf, 0, len);

        int key = Masking.apply(buf, 0, split, KEY_FIRST_BYTE_LOWEST);
        Masking.apply(buf, split, len - split, key);

        assertThat(buf).isEqualTo(expected);
      }
    }
  }

  private static byte[] masked(byte[] buf, int off, int len) {
    byte[] masked = buf.clone();
    for (int i = 0; i < len; i++) {
      masked[off + i] ^= KEY[i % 4];
    }
    return masked;
  }

  private byte[] randomBytes(int len) {
    byte[] bytes = new byte[len];
    random.nextBytes(bytes);
    return bytes;
  }
}
