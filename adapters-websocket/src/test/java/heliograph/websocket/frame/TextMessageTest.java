package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §8.1: text is UTF-8, and what is not is refused as soon as that shows. */
class TextMessageTest {

  /** Greek, with a character of three bytes in it. */
  private static final byte[] VALID = hex("cebae1bdb9cf83cebcceb5");

  /** Lies above U+10FFFF, which its second byte shows. */
  private static final byte[] ABOVE_UNICODE = hex("f4908080");

  private final FrameDecoder decoder = new FrameDecoder(1000);

  @Test
  void charactersMaySpanFragments() {
    ClientFrame[] frames = new ClientFrame[VALID.length];
    for (int i = 0; i < VALID.length; i++) {
      int first = i == 0 ? 0x01 : i == VALID.length - 1 ? 0x80 : 0x00;
      frames[i] = ClientFrame.of(first, new byte[] {VALID[i]});
    }

    assertThat(Recorder.decode(decoder, ClientFrame.bytes(frames)))
        .containsExactly("text:" + new String(VALID, UTF_8));
  }

  @Test
  void invalidTextIsRefusedInTheFragmentWhereItShows() {
    Recorder recorder = new Recorder();
    recorder.feed(decoder, 100, ClientFrame.of(0x01, VALID).bytes());
    assertThat(recorder.events()).isEmpty();

    recorder.feed(decoder, 100, ClientFrame.of(0x00, ABOVE_UNICODE).bytes());

    assertThat(recorder.events()).containsExactly("refused:1007");
  }

  @Test
  void invalidTextIsRefusedWithinAFrameWhoseRestIsOutstanding() {
    byte[] payload = new byte[VALID.length + ABOVE_UNICODE.length + 500];
    System.arraycopy(VALID, 0, payload, 0, VALID.length);
    System.arraycopy(ABOVE_UNICODE, 0, payload, VALID.length, ABOVE_UNICODE.length);
    byte[] frame = ClientFrame.of(0x81, payload).bytes();
    int headerBytes = 8;
    int stillPossible = headerBytes + VALID.length + 1;
    Recorder recorder = new Recorder();

    recorder.feed(decoder, stillPossible, Arrays.copyOf(frame, stillPossible));
    assertThat(recorder.events()).isEmpty();
    recorder.feed(decoder, 1, Arrays.copyOfRange(frame, stillPossible, stillPossible + 1));

    assertThat(recorder.events()).containsExactly("refused:1007");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce", "e1bd", "f09f98", "68656c6c6f c3"})
  void textThatEndsWithinACharacterIsRefused(String payload) {
    assertThat(Recorder.decode(decoder, ClientFrame.of(0x81, hex(payload)).bytes()))
        .containsExactly("refused:1007");
    assertThat(Recorder.decode(new FrameDecoder(9), 1, ClientFrame.of(0x81, hex(payload)).bytes()))
        .containsExactly("refused:1007");
  }

  @Test
  void aControlFrameBetweenFragmentsDoesNotDisturbACharacter() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.of(0x01, hex("ce")),
            ClientFrame.of(0x89, hex("ff")),
            ClientFrame.of(0x80, hex("ba")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("ping:ÿ", "text:κ");
  }

  @Test
  void binaryMessagesAndPingsMayHoldAnyBytes() {
    byte[] frames =
        ClientFrame.bytes(ClientFrame.binary(ABOVE_UNICODE), ClientFrame.of(0x89, hex("fffe")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("binary:f4908080", "ping:ÿþ");
  }

  @Test
  void eachMessageStartsAfresh() {
    byte[] frames =
        ClientFrame.bytes(
            ClientFrame.of(0x01, hex("ce")),
            ClientFrame.of(0x80, hex("ba")),
            ClientFrame.of(0x81, hex("ba")));

    assertThat(Recorder.decode(decoder, frames)).containsExactly("text:κ", "refused:1007");
  }
}
