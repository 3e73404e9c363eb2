package heliograph.websocket.deflate;

import static heliograph.websocket.frame.ClientFrame.FIN;
import static heliograph.websocket.frame.ClientFrame.RSV1;
import static heliograph.websocket.frame.ClientFrame.hex;
import static heliograph.websocket.frame.ClientFrame.ping;
import static heliograph.websocket.frame.ClientFrame.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.frame.ClientFrame;
import heliograph.websocket.frame.FrameDecoder;
import heliograph.websocket.frame.Recorder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 7692 §6 and §7.2 through the frame decoder: compressed messages as frames. */
class CompressedMessageTest {

  private static final int TEXT = 1;
  private static final int BINARY = 2;

  private final DeflateCodecs codecs = new DeflateCodecs(1, DeflateCodecs.DEFAULT_LEVEL);
  private final FrameDecoder decoder = new FrameDecoder(1000, codecs);

  @Test
  void theRfcsOwnFragmentedHelloIsRead() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.of(RSV1 | TEXT, hex("f2 48 cd")), ClientFrame.of(FIN, hex("c9 c9 07 00")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("text:Hello");
    assertThat(Recorder.decode(decoder, 1, frames)).containsExactly("text:Hello");
  }

  @Test
  void compressedAndPlainMessagesMayAlternate() {
    byte[] frames =
        ClientFrame.bytes(
            text("plain"), compressed(TEXT, "squeezed"), text("plain"), compressed(TEXT, ""));

    assertThat(Recorder.decode(decoder, frames))
        .containsExactly("text:plain", "text:squeezed", "text:plain", "text:");
  }

  @Test
  void controlFramesBetweenCompressedFragmentsAreNotCompressed() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.of(RSV1 | BINARY, hex("f2 48 cd")),
            ping("p"),
            ClientFrame.of(0, hex("")),
            ClientFrame.of(FIN, hex("c9 c9 07 00")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("ping:p", "binary:48656c6c6f");
  }

  @Test
  void rsv1OnLaterFragmentsAndOnControlFramesIsRefused() {
    byte[] continuation = ClientFrame.of(FIN | RSV1, hex("00")).bytes();
    byte[] ping = ClientFrame.of(FIN | RSV1 | 9, hex("")).bytes();
    Recorder.decode(decoder, ClientFrame.of(RSV1 | TEXT, hex("f2 48 cd")).bytes());

    assertThat(Recorder.decode(decoder, continuation)).containsExactly("refused:1002");
    assertThat(Recorder.decode(new FrameDecoder(1000, codecs), ping))
        .containsExactly("refused:1002");
  }

  @Test
  void aStreamThatIsNotDeflateIsRefused() {
    assertThat(Recorder.decode(decoder, ClientFrame.of(FIN | RSV1 | TEXT, hex("ff")).bytes()))
        .containsExactly("refused:1007");
  }

  @Test
  void inflatedTextMustBeUtf8() {
    byte[] latin1 = {'c', 'a', 'f', (byte) 0xE9};
    byte[] payload = codecs.compress(latin1, 0, 4);
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.of(FIN | RSV1 | BINARY, payload),
            ClientFrame.of(FIN | RSV1 | TEXT, payload));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("binary:636166e9", "refused:1007");
  }

  @Test
  void aMessageThatInflatesToExactlyTheBoundPassesAndOneByteMoreIsTooBig() {
    String full = "x".repeat(1000);

    assertThat(Recorder.decode(decoder, compressed(TEXT, full).bytes()))
        .containsExactly("text:" + full);
    assertThat(Recorder.decode(decoder, compressed(TEXT, full + "x").bytes()))
        .containsExactly("refused:1009");
  }

  @Test
  void aMessageWithinTheBoundPassesThoughCompressionMadeItLarger() {
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    byte[] payload = codecs.compress(noise, 0, 1000);
    assertThat(payload).hasSizeGreaterThan(1000);

    assertThat(Recorder.decode(decoder, ClientFrame.of(FIN | RSV1 | BINARY, payload).bytes()))
        .containsExactly("binary:" + HexFormat.of().formatHex(noise));
  }

  @Test
  void anAnnouncedCompressedLengthFarAboveTheBoundIsRefusedBeforeItsPayload() {
    byte[] frame = ClientFrame.of(FIN | RSV1 | BINARY, new byte[2000]).bytes();

    assertThat(Recorder.decode(decoder, Arrays.copyOf(frame, 4))).containsExactly("refused:1009");
  }

  private ClientFrame compressed(int opcode, String message) {
    byte[] plain = message.getBytes(UTF_8);
    return ClientFrame.of(FIN | RSV1 | opcode, codecs.compress(plain, 0, plain.length));
  }
}
