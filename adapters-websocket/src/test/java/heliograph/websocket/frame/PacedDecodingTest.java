package heliograph.websocket.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handler that does not go on, and does later. */
class PacedDecodingTest {
  /** Takes one thing, and then no more until it is told to. */
  private static final class OneByOne implements FrameHandler {
    private final List<String> seen = new ArrayList<>();
    private boolean full;

    @Override
    public boolean goesOn() {
      return !full;
    }

    private void see(String what) {
      seen.add(what);
      full = true;
    }

    @Override
    public void text(byte[] buf, int off, int len) {
      see(new String(buf, off, len, UTF_8));
    }

    @Override
    public void binary(byte[] buf, int off, int len) {
      see("binary");
    }

    @Override
    public void ping(byte[] buf, int off, int len) {
      see("ping");
    }

    @Override
    public void pong(byte[] buf, int off, int len) {
      see("pong");
    }

    @Override
    public void close(int code, String reason) {
      see("close");
    }
  }

  @Test
  void theDecoderStopsBehindEachFrameAndGoesOnWhereItStopped() throws ProtocolViolation {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ClientFrame.text("one").bytes());
    bytes.writeBytes(ClientFrame.text("").bytes());
    bytes.writeBytes(ClientFrame.text("three").bytes());
    FrameDecoder decoder = new FrameDecoder(100);
    OneByOne handler = new OneByOne();

    byte[] left = bytes.toByteArray();
    for (int round = 1; round <= 3; round++) {
      handler.full = false;
      int taken = decoder.decode(left, 0, left.length, handler);
      left = Arrays.copyOfRange(left, taken, left.length);
      assertThat(handler.seen).hasSize(round);
    }
    assertThat(handler.seen).containsExactly("one", "", "three");
    assertThat(left).isEmpty();
  }

  @Test
  void aHandlerThatDoesNotGoOnIsHandedNothing() throws ProtocolViolation {
    OneByOne handler = new OneByOne();
    handler.full = true;

    assertThat(new FrameDecoder(100).decode(new byte[] {1, 2, 3}, 0, 3, handler)).isZero();
    assertThat(handler.seen).isEmpty();
  }
}
