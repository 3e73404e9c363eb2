package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void everyByteIsToldApartInEveryPlaceOfAWord() {
    for (int special = 0; special < 256; special++) {
      for (int at = 0; at < 24; at++) {
        byte[] text = new byte[24];
        Arrays.fill(text, (byte) 'a');
        text[at] = (byte) special;

        boolean plain = special >= 0x20 && special < 0x80 && special != '"' && special != '\\';
        assertThat(Plain.end(text, 0, text.length)).isEqualTo(plain ? 24 : at);
      }
    }
  }

  @Property(tries = 1_000)
  void endIsWhereAByteByByteSearchEnds(
      @ForAll byte[] text,
      @ForAll @IntRange(max = 9) int from,
      @ForAll @IntRange(max = 9) int left) {
    byte[] mostlyPlain = text.clone();
    for (int i = 0; i < mostlyPlain.length; i++) {
      if (i % 16 != 15) {
        mostlyPlain[i] = (byte) (0x23 + (mostlyPlain[i] & 0x1f));
      }
    }
    for (byte[] bytes : new byte[][] {text, mostlyPlain}) {
      int end = Math.max(0, bytes.length - left);
      int start = Math.min(from, end);
      int expected = start;
      while (expected < end && Plain.isPlain(bytes[expected])) {
        expected++;
      }
      assertThat(Plain.end(bytes, start, end)).isEqualTo(expected);
    }
  }
}
