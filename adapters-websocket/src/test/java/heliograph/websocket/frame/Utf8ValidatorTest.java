package heliograph.websocket.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** RFC 3629, with the JDK's strict decoder as the judge. */
class Utf8ValidatorTest {

  /** Ends of characters: one of them completes any text that can still become valid. */
  private static final byte[][] COMPLETIONS = {
    {},
    {(byte) 0x80},
    {(byte) 0x80, (byte) 0x80},
    {(byte) 0xA0, (byte) 0x80},
    {(byte) 0x80, (byte) 0x80, (byte) 0x80},
    {(byte) 0x90, (byte) 0x80, (byte) 0x80}
  };

  private final CharsetDecoder jdk = UTF_8.newDecoder();
  private final CharBuffer chars = CharBuffer.allocate(1024);

  @Test
  void everyCodePointIsAccepted() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        byte[] utf8 = Character.toString(codePoint).getBytes(UTF_8);
        if (!Utf8Validator.isValid(utf8, 0, utf8.length)) {
          throw new AssertionError("refused: U+" + Integer.toHexString(codePoint));
        }
      }
    }
  }

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedAsTheJdkJudgesIt() {
    byte[] bytes = new byte[3];
    for (int sequence = 0; sequence < 1 << 24; sequence++) {
      // Three bytes matter only behind a lead byte.
      if (sequence >>> 16 < 0xC0 && (sequence & 0xFF) != 0) {
        continue;
      }
      bytes[0] = (byte) (sequence >>> 16);
      bytes[1] = (byte) (sequence >>> 8);
      bytes[2] = (byte) sequence;
      agree(bytes);
    }
  }

  @Test
  void everyLeadOfFourBytesIsJudgedAsTheJdkJudgesIt() {
    byte[] edges = ClientFrame.hex("00 7f 80 8f 90 9f a0 bf c0 ff");
    byte[] bytes = new byte[4];
    for (int lead = 0xF0; lead <= 0xFF; lead++) {
      for (int second = 0; second <= 0xFF; second++) {
        for (byte third : edges) {
          for (byte fourth : edges) {
            bytes[0] = (byte) lead;
            bytes[1] = (byte) second;
            bytes[2] = third;
            bytes[3] = fourth;
            agree(bytes);
          }
        }
      }
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void mutatedTextIsRefusedAtTheEarliestByteAndNotBefore(@ForAll("almostText") byte[] bytes) {
    for (int len = 0; len <= bytes.length; len++) {
      byte[] prefix = Arrays.copyOf(bytes, len);
      int state = Utf8Validator.advance(Utf8Validator.ACCEPT, prefix, 0, len);

      assertThat(state == Utf8Validator.ACCEPT).isEqualTo(jdkAccepts(prefix));
      assertThat(state != Utf8Validator.REJECT).isEqualTo(canBecomeValid(prefix));
    }
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void partsAreJudgedAsTheWhole(
      @ForAll("almostText") byte[] bytes, @ForAll @IntRange(min = 1, max = 20) int part) {
    int state = Utf8Validator.ACCEPT;
    for (int off = 0; off < bytes.length; off += part) {
      state = Utf8Validator.advance(state, bytes, off, Math.min(part, bytes.length - off));
    }

    assertThat(state)
        .isEqualTo(Utf8Validator.advance(Utf8Validator.ACCEPT, bytes, 0, bytes.length));
  }

  /** Text of all widths, at times with a few bytes overwritten. */
  @Provide
  Arbitrary<byte[]> almostText() {
    Arbitrary<String> character =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(20),
            Arbitraries.integers()
                .between(0x80, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .map(Character::toString));
    Arbitrary<byte[]> text =
        character.list().ofMaxSize(12).map(parts -> String.join("", parts).getBytes(UTF_8));
    Arbitrary<byte[]> overwrites = Arbitraries.bytes().array(byte[].class).ofMaxSize(3);
    return Combinators.combine(text, overwrites, Arbitraries.integers().greaterOrEqual(0))
        .as(
            (bytes, bad, at) -> {
              for (int i = 0; i < bad.length && bytes.length > 0; i++) {
                bytes[(at % bytes.length + i) % bytes.length] = bad[i];
              }
              return bytes;
            });
  }

  private void agree(byte[] bytes) {
    if (Utf8Validator.isValid(bytes, 0, bytes.length) != jdkAccepts(bytes)) {
      throw new AssertionError("judged differently: " + Arrays.toString(bytes));
    }
  }

  private boolean canBecomeValid(byte[] prefix) {
    return Arrays.stream(COMPLETIONS)
        .anyMatch(
            completion -> {
              byte[] whole = Arrays.copyOf(prefix, prefix.length + completion.length);
              System.arraycopy(completion, 0, whole, prefix.length, completion.length);
              return jdkAccepts(whole);
            });
  }

  private boolean jdkAccepts(byte[] bytes) {
    chars.clear();
    jdk.reset();
    return jdk.decode(ByteBuffer.wrap(bytes), chars, true).isUnderflow();
  }
}
