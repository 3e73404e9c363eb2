package heliograph.websocket.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection without TLS. */
final class PlainSocket extends ClientSocket {
  /** Room for most requests. */
  private static final int BLOCKING_BYTES = 4 << 10;

  /** What the operating system did not take yet; null if nothing. The sender's. */
  private ByteBuffer unsent;

  PlainSocket(SocketChannel channel) {
    super(channel, BLOCKING_BYTES);
  }

  @Override
  public void handshake() {
    // There is none.
  }

  @Override
  public int receive(ReadBuffers buffers) throws IOException {
    return channel().read(buffers.plain().clear());
  }

  @Override
  public boolean hasMore() {
    return false;
  }

  @Override
  public boolean send(byte[] bytes, WriteBuffer buffer) throws IOException {
    unsent = ByteBuffer.wrap(bytes);
    return flush(buffer);
  }

  @Override
  public boolean sendJoined(WriteBuffer buffer) throws IOException {
    ByteBuffer joined = buffer.joined();
    channel().write(joined);
    boolean taken = !joined.hasRemaining();
    unsent = taken ? null : copyOf(joined);
    return taken;
  }

  @Override
  public boolean flush(WriteBuffer buffer) throws IOException {
    int end = unsent.capacity();
    boolean taken = true;
    while (taken && unsent.position() < end) {
      unsent.limit(Math.min(end, unsent.position() + WRITE_BYTES_MAX));
      channel().write(unsent);
      taken = !unsent.hasRemaining();
    }
    if (taken) {
      unsent = null;
    }
    return taken;
  }

  @Override
  void end() throws IOException {
    channel().shutdownOutput();
  }

  @Override
  public boolean isSecure() {
    return false;
  }
}
