package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.2, §5.5 and §5.7, the server's side. */
class FrameEncoderTest {

  @Test
  void theRfcsOwnUnmaskedHelloIsWritten() {
    byte[] hello = "Hello".getBytes(UTF_8);

    assertThat(FrameEncoder.frame(Opcode.TEXT, false, hello, 0, 5))
        .isEqualTo(hex("81 05 48 65 6c 6c 6f"));
    assertThat(FrameEncoder.pong(hello, 0, 5)).isEqualTo(hex("8a 05 48 65 6c 6c 6f"));
    assertThat(FrameEncoder.ping(hello, 1, 2)).isEqualTo(hex("89 02 65 6c"));
  }

  @ParameterizedTest
  @CsvSource({
    "0,          82 00",
    "125,        82 7d",
    "126,        82 7e 00 7e",
    "256,        82 7e 01 00",
    "65535,      82 7e ff ff",
    "65536,      82 7f 00 00 00 00 00 01 00 00",
    "2147483647, 82 7f 00 00 00 00 7f ff ff ff"
  })
  void lengthsAreWrittenInTheirShortestForm(int length, String header) {
    byte[] dst = new byte[FrameEncoder.HEADER_BYTES_MAX + 1];

    int end = FrameEncoder.writeHeader(dst, 1, Opcode.BINARY, false, length);

    assertThat(Arrays.copyOfRange(dst, 1, end)).isEqualTo(hex(header));
    assertThat(FrameEncoder.headerBytes(length)).isEqualTo(end - 1);
  }

  @Test
  void aCompressedMessageIsMarkedWithRsv1() {
    assertThat(FrameEncoder.frame(Opcode.TEXT, true, hex("00"), 0, 1)).isEqualTo(hex("c1 01 00"));
  }

  @Test
  void aCloseFrameHasItsCodeAndReason() {
    assertThat(FrameEncoder.close(1001, "bye")).isEqualTo(hex("88 05 03 e9 62 79 65"));
    assertThat(FrameEncoder.close(4401, "")).isEqualTo(hex("88 02 11 31"));
    assertThat(FrameEncoder.close()).isEqualTo(hex("88 00"));
  }

  @ParameterizedTest
  @CsvSource({"x, 123, 123", "é, 61, 122", "€, 41, 123", "😀, 30, 120"})
  void aLongReasonIsCutBetweenCharacters(String character, int kept, int bytes) {
    byte[] frame = FrameEncoder.close(1000, character.repeat(200));

    assertThat(frame[1]).isEqualTo((byte) (2 + bytes));
    assertThat(new String(frame, 4, frame.length - 4, UTF_8)).isEqualTo(character.repeat(kept));
  }

  @Test
  void aReasonWithALoneSurrogateStillBecomesUtf8() {
    byte[] frame = FrameEncoder.close(1000, "\uD83D!");

    assertThat(Utf8Validator.isValid(frame, 4, frame.length - 4)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
  void codesThatMustNotBeOnTheWireAreAMistakeOfTheCaller(int code) {
    assertThatIllegalArgumentException().isThrownBy(() -> FrameEncoder.close(code, ""));
  }

  @Test
  void framesThatMustNotExistAreAMistakeOfTheCaller() {
    byte[] bytes = new byte[200];

    assertThatIllegalArgumentException().isThrownBy(() -> FrameEncoder.ping(bytes, 0, 126));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameEncoder.frame(Opcode.PONG, true, bytes, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameEncoder.frame(Opcode.CONTINUATION, false, bytes, 0, 1));
  }
}
