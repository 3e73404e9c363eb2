package heliograph.websocket.frame;

import static heliograph.websocket.frame.ClientFrame.end;
import static heliograph.websocket.frame.ClientFrame.hex;
import static heliograph.websocket.frame.ClientFrame.more;
import static heliograph.websocket.frame.ClientFrame.text;
import static heliograph.websocket.frame.ClientFrame.textStart;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a client can make the decoder hold and do. */
class BoundsTest {

  @Test
  void aMessageOfExactlyTheBoundPassesAndOneByteMoreIsTooBig() {
    assertThat(Recorder.decode(new FrameDecoder(10), text("0123456789").bytes()))
        .containsExactly("text:0123456789");
    assertThat(Recorder.decode(new FrameDecoder(10), text("0123456789x").bytes()))
        .containsExactly("refused:1009");
  }

  @Test
  void anAnnouncedLengthAboveTheBoundIsRefusedBeforeItsPayload() {
    assertThat(Recorder.decode(new FrameDecoder(10), hex("82 8b"))).containsExactly("refused:1009");
    assertThat(Recorder.decode(new FrameDecoder(65_535), hex("82 ff 0000000000010000")))
        .containsExactly("refused:1009");
  }

  @Test
  void fragmentsAreSummedAndRefusedWithTheHeaderThatExceedsTheBound() {
    byte[] frames = ClientFrame.bytes(textStart("0123"), more("4567"));
    byte[] header = Arrays.copyOf(end("89x").bytes(), 2);
    FrameDecoder decoder = new FrameDecoder(10);
    Recorder recorder = new Recorder().feed(decoder, 100, frames);
    assertThat(recorder.events()).isEmpty();

    recorder.feed(decoder, 100, header);

    assertThat(recorder.events()).containsExactly("refused:1009");
  }

  @Test
  void fragmentsThatFillTheBoundPass() {
    byte[] frames = ClientFrame.bytes(textStart("0123"), more("4567"), more(""), end("89"));

    assertThat(Recorder.decode(new FrameDecoder(10), 1, frames)).containsExactly("text:0123456789");
  }

  @Test
  void anEndlessStreamOfEmptyFragmentsIsCut() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(textStart("").bytes());
    for (int i = 1; i < PartialMessage.EMPTY_FRAGMENTS_MAX; i++) {
      out.writeBytes(more("").bytes());
    }
    Recorder recorder = new Recorder();
    FrameDecoder decoder = new FrameDecoder(10);
    recorder.feed(decoder, 100, out.toByteArray());
    assertThat(recorder.events()).isEmpty();

    recorder.feed(decoder, 100, more("").bytes());

    assertThat(recorder.events()).containsExactly("refused:1008");
  }

  @Test
  void aMessageInFragmentsOfOneByteIsBoundedByItsBytesOnly() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(textStart("x").bytes());
    for (int i = 0; i < 998; i++) {
      out.writeBytes(more("x").bytes());
    }
    out.writeBytes(end("x").bytes());

    assertThat(Recorder.decode(new FrameDecoder(1000), out.toByteArray()))
        .containsExactly("text:" + "x".repeat(1000));
  }

  @Test
  void anAnnouncedLengthTakesNoMemoryBeforeItsBytesCome() throws Exception {
    byte[] start = Arrays.copyOf(text("x".repeat(60_000)).bytes(), 9);

    long bytes =
        Allocation.bytesOf(
            () -> new FrameDecoder(65_536).decode(start.clone(), 0, start.length, new Ignore()));

    assertThat(bytes).isLessThan(1024);
  }

  @Test
  void theBufferAtMostDoublesWithWhatArrived() throws Exception {
    PartialMessage message = new PartialMessage(false, false);
    byte[] part = new byte[1000];

    for (int i = 0; i < 60; i++) {
      message.append(part, 0, part.length, 60_000);

      assertThat(message.bytes()).hasSizeLessThanOrEqualTo(2 * message.size());
    }
    assertThat(message.bytes()).hasSize(60_000);
  }

  @Test
  void betweenMessagesTheDecoderHoldsNoBuffer() throws Exception {
    FrameDecoder decoder = new FrameDecoder(1000);
    byte[] start = ClientFrame.bytes(textStart("a"), ClientFrame.ping("p"));
    byte[] rest = ClientFrame.bytes(end("b"), ClientFrame.ping("p"), text("c"));

    Recorder.decode(decoder, 1, start);
    assertThat(decoder.isIdle()).isFalse();
    assertThat(buffersOf(decoder)).isNotZero();
    Recorder.decode(decoder, 1, rest);

    assertThat(decoder.isIdle()).isTrue();
    assertThat(buffersOf(decoder)).isZero();
  }

  @Test
  void aClosedDecoderHoldsNoBuffer() throws Exception {
    FrameDecoder decoder = new FrameDecoder(1000);

    Recorder.decode(decoder, ClientFrame.bytes(textStart("a"), textStart("b")));

    assertThat(decoder.isIdle()).isTrue();
    assertThat(buffersOf(decoder)).isZero();
  }

  @Test
  void wholeFramesAreHandedOverInPlaceWithoutAllocation() throws Exception {
    byte[] frames =
        ClientFrame.bytes(
            text("x".repeat(64)), ClientFrame.ping("p"), ClientFrame.binary(new byte[2000]));
    byte[] buf = new byte[frames.length];
    FrameDecoder decoder = new FrameDecoder(65_536);
    Ignore handler = new Ignore();

    long bytes =
        Allocation.bytesOf(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                System.arraycopy(frames, 0, buf, 0, frames.length);
                decoder.decode(buf, 0, buf.length, handler);
              }
            });

    assertThat(bytes).isLessThan(10_000);
    assertThat(handler.lastBuffer).isSameAs(buf);
  }

  private static long buffersOf(FrameDecoder decoder) throws IllegalAccessException {
    long buffers = 0;
    for (var field : FrameDecoder.class.getDeclaredFields()) {
      boolean holds = field.getType().isArray() || field.getType() == PartialMessage.class;
      if (holds && field.trySetAccessible() && field.get(decoder) != null) {
        buffers++;
      }
    }
    return buffers;
  }

  private static final class Ignore implements FrameHandler {
    private byte[] lastBuffer;

    @Override
    public void text(byte[] buf, int off, int len) {}

    @Override
    public void binary(byte[] buf, int off, int len) {
      lastBuffer = buf;
    }

    @Override
    public void ping(byte[] buf, int off, int len) {}

    @Override
    public void pong(byte[] buf, int off, int len) {}

    @Override
    public void close(int code, String reason) {}
  }
}
