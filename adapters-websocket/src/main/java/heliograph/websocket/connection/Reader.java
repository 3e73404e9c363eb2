package heliograph.websocket.connection;

import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.FrameDecoder;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.frame.FrameHandler;
import heliograph.websocket.frame.ProtocolViolation;
import heliograph.websocket.upgrade.Admitted;

/** What one connection's reader thread does, and what only it knows. Not thread-safe. */
final class Reader implements FrameHandler {
  /**
   * How long a client that broke a rule may take to read why. Its answer cannot be made out, since
   * nothing it sends is decoded any more.
   */
  private static final int LINGER_MAX_MS = 500;

  private final Connection connection;
  private final Station station;
  private final MessageHandler handler;
  private final FrameDecoder decoder;

  private boolean open;
  private boolean heard;

  /** Whether the client's close frame came: nothing further is read. */
  private boolean closed;

  private int frames;

  Reader(Connection connection, Station station) {
    this.connection = connection;
    this.station = station;
    this.handler = station.handler();
    this.decoder =
        new FrameDecoder(
            station.config().maxFrameBytes(), connection.compressed() ? station.codecs() : null);
  }

  /** Returns whether the handler knows the connection. */
  boolean isOpen() {
    return open;
  }

  void open(Admitted admitted) throws InterruptedException {
    handler.opened(connection, admitted);
    open = true;
    decode(admitted.ahead());
  }

  /** Reads until the client closes, its socket ends, or the connection is cut. */
  void readAll() throws InterruptedException {
    while (!closed) {
      connection.awaitResumed();
      byte[] bytes = connection.readFromSocket();
      if (bytes == null) {
        return;
      }
      decode(bytes);
    }
  }

  private void decode(byte[] bytes) throws InterruptedException {
    try {
      decoder.decode(bytes, 0, bytes.length, this);
    } catch (ProtocolViolation e) {
      connection.close(FrameEncoder.close(e.closeCode(), e.reason()), lingerMs());
    } catch (Interrupted e) {
      throw new InterruptedException();
    } finally {
      station.telemetry().count(Counter.BYTES_RECEIVED, bytes.length);
      station.telemetry().count(Counter.FRAMES_RECEIVED, frames);
      frames = 0;
    }
  }

  private int lingerMs() {
    return Math.min(LINGER_MAX_MS, station.config().closeTimeoutMs());
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
    try {
      connection.awaitResumed();
      heard();
      if (!connection.outbound().isClosing()) {
        handler.message(connection, binary, buf, off, len);
      }
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  @Override
  public void ping(byte[] buf, int off, int len) {
    try {
      heard();
      if (!connection.outbound().isClosing() && handler.pinged(connection)) {
        connection.pong(FrameEncoder.pong(buf, off, len));
      }
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  @Override
  public void pong(byte[] buf, int off, int len) {
    try {
      heard();
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
  }

  @Override
  public void close(int code, String reason) {
    closed = true;
    byte[] answer =
        code == CloseCode.NO_STATUS ? FrameEncoder.close() : FrameEncoder.close(code, "");
    connection.close(answer, station.config().closeTimeoutMs());
  }

  private void heard() throws InterruptedException {
    frames++;
    if (!heard) {
      heard = true;
      handler.heard(connection);
    }
  }

  /** An interrupt on its way through the decoder. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted() {
      super(null, null, false, false);
    }
  }
}
