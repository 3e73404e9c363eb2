package heliograph.websocket.connection;

import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.FrameDecoder;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.frame.FrameHandler;
import heliograph.websocket.frame.ProtocolViolation;
import java.lang.System.Logger.Level;
import java.util.Arrays;

/**
 * What comes of one connection's bytes. The loop decodes, up to the first frame whose handling
 * might have to wait; from there on a thread that may wait has the reader, until it has caught up.
 * For one thread at a time.
 */
final class Reader implements FrameHandler {
  private static final System.Logger LOG = System.getLogger(Reader.class.getName());

  /** Something to be done with a frame, on a thread that may wait. */
  private interface Step {
    void take() throws ProtocolViolation, InterruptedException;
  }

  private final Connection connection;
  private final Station station;
  private final FrameDecoder decoder;

  /** What the loop left, as it might have to wait; null if nothing. */
  private Step left;

  private boolean mayWait;
  private boolean heard;
  private int frames;

  Reader(Connection connection, Station station) {
    this.connection = connection;
    this.station = station;
    this.decoder =
        new FrameDecoder(
            station.config().maxFrameBytes(), connection.compressed() ? station.codecs() : null);
  }

  /** Decodes, without waiting; returns how much, which is not all if {@link #isLate}. */
  int decode(byte[] bytes, int count) {
    int taken = count;
    try {
      taken = decoder.decode(bytes, 0, count, this);
    } catch (ProtocolViolation e) {
      connection.violated(e);
    } catch (RuntimeException e) {
      connection.failed(e);
    }
    station.telemetry().count(Counter.BYTES_RECEIVED, taken);
    station.telemetry().count(Counter.FRAMES_RECEIVED, frames);
    frames = 0;
    return taken;
  }

  /** Returns whether something was left: then the next is {@link #catchUp}. */
  boolean isLate() {
    return left != null;
  }

  /** Does what was left, and decodes what came behind it. For a thread that may wait. */
  void catchUp(byte[] rest) {
    Step step = left;
    left = null;
    mayWait = true;
    try {
      await(step);
      decode(rest, rest.length);
    } catch (ProtocolViolation e) {
      connection.violated(e);
    } catch (RuntimeException e) {
      connection.failed(e);
    } finally {
      mayWait = false;
    }
  }

  @Override
  public boolean goesOn() {
    return left == null && !connection.isCut();
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
    if (mayWait) {
      await(() -> messageLate(binary, buf, off, len));
    } else if (!hears() || !tryMessage(binary, buf, off, len)) {
      byte[] copy = Arrays.copyOfRange(buf, off, off + len);
      left = () -> messageLate(binary, copy, 0, copy.length);
    }
  }

  private boolean tryMessage(boolean binary, byte[] buf, int off, int len)
      throws ProtocolViolation {
    return connection.outbound().isClosing()
        || station.handler().tryMessage(connection, binary, buf, off, len);
  }

  private void messageLate(boolean binary, byte[] buf, int off, int len)
      throws ProtocolViolation, InterruptedException {
    hear();
    if (!connection.outbound().isClosing()) {
      station.handler().message(connection, binary, buf, off, len);
    }
  }

  @Override
  public void ping(byte[] buf, int off, int len) throws ProtocolViolation {
    frames++;
    byte[] pong = FrameEncoder.pong(buf, off, len);
    if (mayWait) {
      await(() -> pingLate(pong));
      return;
    }
    switch (hears() ? station.handler().tryPinged(connection) : MessageHandler.Verdict.LATER) {
      case YES -> pong(pong);
      case NO -> {}
      case LATER -> left = () -> pingLate(pong);
    }
  }

  private void pingLate(byte[] pong) throws InterruptedException {
    hear();
    if (station.handler().pinged(connection)) {
      pong(pong);
    }
  }

  private void pong(byte[] frame) {
    if (!connection.outbound().isClosing()) {
      connection.pong(frame);
    }
  }

  @Override
  public void pong(byte[] buf, int off, int len) throws ProtocolViolation {
    frames++;
    if (mayWait) {
      await(this::hear);
    } else if (!hears()) {
      left = this::hear;
    }
  }

  @Override
  public void close(int code, String reason) {
    byte[] answer =
        code == CloseCode.NO_STATUS ? FrameEncoder.close() : FrameEncoder.close(code, "");
    connection.close(answer, station.config().closeTimeoutMs());
    connection.heardOut();
  }

  /** Returns whether a frame can be handled at once; if so, the handler has heard of the client. */
  private boolean hears() {
    if (connection.isPaused()) {
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

  private void await(Step step) throws ProtocolViolation {
    try {
      step.take();
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, () -> "connection " + connection.correlationId() + " was cut");
    }
  }
}
