package heliograph.websocket.connection;

import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.FrameDecoder;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.frame.FrameHandler;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.Arrays;

/**
 * What comes of one connection's bytes: frames are decoded and handled by its loop, as long as that
 * needs no waiting; what does goes through the connection's slow lane, with all that follows. For
 * the loop, and for the lane, which are never at it at once.
 */
final class Reader implements FrameHandler {
  private final Connection connection;
  private final Station station;
  private final FrameDecoder decoder;
  private boolean heard;
  private int frames;

  Reader(Connection connection, Station station) {
    this.connection = connection;
    this.station = station;
    this.decoder =
        new FrameDecoder(
            station.config().maxFrameBytes(), connection.compressed() ? station.codecs() : null);
  }

  void decode(byte[] bytes, int count) {
    try {
      decoder.decode(bytes, 0, count, this);
    } catch (ProtocolViolation e) {
      if (connection.isLate()) {
        connection.later(() -> connection.violated(e));
      } else {
        connection.violated(e);
      }
    } catch (RuntimeException e) {
      connection.failed(e);
    } finally {
      station.telemetry().count(Counter.BYTES_RECEIVED, count);
      station.telemetry().count(Counter.FRAMES_RECEIVED, frames);
      frames = 0;
    }
  }

  @Override
  public void text(byte[] buf, int off, int len) throws ProtocolViolation {
    message(false, buf, off, len);
  }

  @Override
  public void binary(byte[] buf, int off, int len) throws ProtocolViolation {
    message(true, buf, off, len);
  }

  private void message(boolean binary, byte[] buf, int off, int len) throws ProtocolViolation {
    frames++;
    boolean handled =
        hears()
            && (connection.outbound().isClosing()
                || station.handler().tryMessage(connection, binary, buf, off, len));
    if (!handled) {
      byte[] copy = Arrays.copyOfRange(buf, off, off + len);
      connection.later(
          () -> {
            hear();
            if (!connection.outbound().isClosing()) {
              station.handler().message(connection, binary, copy, 0, copy.length);
            }
          });
    }
  }

  @Override
  public void ping(byte[] buf, int off, int len) {
    frames++;
    MessageHandler.Verdict verdict =
        hears() ? station.handler().tryPinged(connection) : MessageHandler.Verdict.LATER;
    byte[] pong = FrameEncoder.pong(buf, off, len);
    switch (verdict) {
      case YES -> pong(pong);
      case NO -> {}
      case LATER ->
          connection.later(
              () -> {
                hear();
                if (station.handler().pinged(connection)) {
                  pong(pong);
                }
              });
    }
  }

  private void pong(byte[] frame) {
    if (!connection.outbound().isClosing()) {
      connection.pong(frame);
    }
  }

  @Override
  public void pong(byte[] buf, int off, int len) {
    frames++;
    if (!hears()) {
      connection.later(this::hear);
    }
  }

  @Override
  public void close(int code, String reason) {
    if (connection.isLate()) {
      connection.later(() -> answerClose(code));
    } else {
      answerClose(code);
    }
  }

  private void answerClose(int code) {
    byte[] answer =
        code == CloseCode.NO_STATUS ? FrameEncoder.close() : FrameEncoder.close(code, "");
    connection.close(answer, station.config().closeTimeoutMs());
    connection.heardOut();
  }

  /** Returns whether a frame can be handled at once; if so, the handler has heard of the client. */
  private boolean hears() {
    if (connection.isLate() || connection.isPaused()) {
      return false;
    }
    heard = heard || station.handler().tryHeard(connection);
    return heard;
  }

  /** The same, waiting for it. */
  private void hear() throws InterruptedException {
    connection.awaitResumed();
    if (!heard) {
      heard = true;
      station.handler().heard(connection);
    }
  }
}
