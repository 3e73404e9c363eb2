package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.1 to §5.3: what a frame's header may say. */
class FrameHeaderTest {

  private final FrameDecoder decoder = new FrameDecoder(1 << 20);

  @Test
  void theRfcsOwnMaskedHelloIsRead() {
    byte[] frame = hex("81 85 37 fa 21 3d 7f 9f 4d 51 58");

    assertThat(Recorder.decode(decoder, frame)).containsExactly("text:Hello");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 125, 126, 127, 128, 65_535, 65_536, 100_000})
  void aMessageOfAnyLengthIsRead(int length) {
    String text = "x".repeat(length);
    byte[] frame = ClientFrame.text(text).bytes();

    assertThat(Recorder.decode(decoder, frame)).containsExactly("text:" + text);
    assertThat(Recorder.decode(decoder, 997, frame)).containsExactly("text:" + text);
  }

  @Test
  void severalFramesInOneReadComeInOrder() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.text("a"), ClientFrame.ping("p"), ClientFrame.binary(hex("00ff")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("text:a", "ping:p", "binary:00ff");
  }

  @Test
  void aFrameIsReadByteByByte() {
    byte[] frames = ClientFrame.bytes(ClientFrame.text("x".repeat(300)), ClientFrame.ping("p"));

    assertThat(Recorder.decode(decoder, 1, frames))
        .containsExactly("text:" + "x".repeat(300), "ping:p");
  }

  @Test
  void anUnmaskedFrameIsRefused() {
    assertThat(Recorder.decode(decoder, hex("81 05"))).containsExactly("refused:1002");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70})
  void reservedBitsAreRefusedOnEveryOpcodeAtTheFirstByte(int rsv) {
    for (Opcode opcode : Opcode.values()) {
      byte[] firstByte = {(byte) (ClientFrame.FIN | rsv | opcode.code())};

      assertThat(Recorder.decode(new FrameDecoder(100), firstByte)).containsExactly("refused:1002");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 0xB, 0xC, 0xD, 0xE, 0xF})
  void reservedOpcodesAreRefusedAtTheFirstByte(int opcode) {
    byte[] firstByte = {(byte) (ClientFrame.FIN | opcode)};

    assertThat(Recorder.decode(decoder, firstByte)).containsExactly("refused:1002");
  }

  @ParameterizedTest
  @CsvSource({
    "125 bytes in two,            82 fe 00 7d",
    "0 bytes in two,              82 fe 00 00",
    "125 bytes in eight,          82 ff 00 00 00 00 00 00 00 7d",
    "65535 bytes in eight,        82 ff 00 00 00 00 00 00 ff ff",
    "the highest bit of 64 set,   82 ff 80 00 00 00 00 00 00 01"
  })
  void lengthsOutOfFormAreRefused(String what, String header) {
    assertThat(Recorder.decode(decoder, hex(header))).as(what).containsExactly("refused:1002");
  }

  @Test
  void aLengthOf63BitsIsTooBigAndNotMisread() {
    byte[] header = hex("82 ff 7f ff ff ff ff ff ff ff");

    assertThat(Recorder.decode(decoder, header)).containsExactly("refused:1009");
  }

  @Test
  void whatCameBeforeABadFrameInTheSameReadIsHandedOver() {
    byte[] frames = ClientFrame.bytes(ClientFrame.text("good"), ClientFrame.of(0x93, hex("")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("text:good", "refused:1002");
  }

  @Test
  void nothingIsDecodedAfterARefusal() {
    Recorder recorder = new Recorder().feed(decoder, 1, hex("83"));

    recorder.feed(decoder, 100, ClientFrame.text("late").bytes());

    assertThat(recorder.events()).containsExactly("refused:1002");
    assertThat(decoder.isClosed()).isTrue();
  }

  @Test
  void everyReasonFitsACloseFrameUncut() {
    for (String header : List.of("83", "90", "80", "09", "c1", "81 05", "89 fe", "82 fe 00 00")) {
      String reason = new Recorder().feed(new FrameDecoder(100), 10, hex(header)).refusal();

      assertThat(reason).isNotBlank().hasSizeLessThanOrEqualTo(123);
    }
  }

  @Test
  void aBoundOutsideItsRangeIsAMistakeOfTheCaller() {
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameDecoder(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameDecoder((1 << 30) + 1));
  }
}
