package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §5.5 and §7.4: pings, pongs, and the close frame. */
class ControlFrameTest {

  private final FrameDecoder decoder = new FrameDecoder(1000);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 124, 125})
  void pingsAndPongsOfUpTo125BytesAreRead(int length) {
    String data = "p".repeat(length);
    byte[] frames = ClientFrame.bytes(ClientFrame.ping(data), ClientFrame.pong(data));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("ping:" + data, "pong:" + data);
    assertThat(Recorder.decode(decoder, 7, frames)).containsExactly("ping:" + data, "pong:" + data);
  }

  @ParameterizedTest
  @ValueSource(strings = {"89 fe", "89 ff", "8a fe", "88 fe", "88 ff"})
  void aControlFrameAbove125BytesIsRefusedAtTheSecondByte(String header) {
    assertThat(Recorder.decode(decoder, hex(header))).containsExactly("refused:1002");
  }

  @Test
  void controlFramesMayBeLongerThanAMessage() {
    byte[] ping = ClientFrame.ping("0123456789").bytes();

    assertThat(Recorder.decode(new FrameDecoder(1), ping)).containsExactly("ping:0123456789");
  }

  @Test
  void aCloseFrameMayBeEmpty() {
    assertThat(Recorder.decode(decoder, ClientFrame.close(hex("")).bytes()))
        .containsExactly("close:1005:");
  }

  @Test
  void aCloseFrameOfOneByteIsRefused() {
    assertThat(Recorder.decode(decoder, ClientFrame.close(hex("03")).bytes()))
        .containsExactly("refused:1002");
  }

  @Test
  void aCloseReasonMayHave123Bytes() {
    String reason = "r".repeat(123);

    assertThat(Recorder.decode(decoder, ClientFrame.close(1000, reason).bytes()))
        .containsExactly("close:1000:" + reason);
    assertThat(Recorder.decode(new FrameDecoder(9), ClientFrame.close(1000, reason + "r").bytes()))
        .containsExactly("refused:1002");
  }

  @Test
  void aCloseReasonThatIsNotUtf8IsRefused() {
    assertThat(Recorder.decode(decoder, ClientFrame.close(hex("03e8 cebae1bdb9 eda080")).bytes()))
        .containsExactly("refused:1007");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
  void codesAPeerMaySendAreHandedOver(int code) {
    assertThat(Recorder.decode(decoder, ClientFrame.close(code, "bye").bytes()))
        .containsExactly("close:" + code + ":bye");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65535
      })
  void codesNobodyMaySendAreRefused(int code) {
    assertThat(Recorder.decode(decoder, ClientFrame.close(code, "bye").bytes()))
        .containsExactly("refused:1002");
  }

  @Test
  void nothingIsDecodedAfterACloseFrame() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.close(1000, ""),
            ClientFrame.ping("late"),
            ClientFrame.text("late"),
            ClientFrame.close(1001, ""));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("close:1000:");
    assertThat(decoder.isClosed()).isTrue();
    assertThat(Recorder.decode(decoder, frames)).isEmpty();
  }

  @Test
  void aHandlersOwnRefusalEndsDecoding() {
    byte[] frames = ClientFrame.bytes(ClientFrame.binary(hex("00")), ClientFrame.ping("late"));
    Recorder recorder = new Recorder();
    FrameHandler noBinary =
        new FrameHandler() {
          @Override
          public void text(byte[] buf, int off, int len) {
            recorder.text(buf, off, len);
          }

          @Override
          public void binary(byte[] buf, int off, int len) throws ProtocolViolation {
            throw new ProtocolViolation(CloseCode.UNSUPPORTED_DATA, "text only");
          }

          @Override
          public void ping(byte[] buf, int off, int len) {
            recorder.ping(buf, off, len);
          }

          @Override
          public void pong(byte[] buf, int off, int len) {
            recorder.pong(buf, off, len);
          }

          @Override
          public void close(int code, String reason) {
            recorder.close(code, reason);
          }
        };

    assertThatThrownBy(() -> decoder.decode(frames, 0, frames.length, noBinary))
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            violation -> {
              assertThat(violation.closeCode()).isEqualTo(1003);
              assertThat(violation.getStackTrace()).isEmpty();
            });
    assertThat(decoder.isClosed()).isTrue();
    assertThat(recorder.events()).isEmpty();
  }
}
