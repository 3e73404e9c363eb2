package heliograph.websocket.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A connection without TLS. */
final class PlainSocket extends ClientSocket {
  PlainSocket(SocketChannel channel) {
    super(channel);
  }

  @Override
  public void handshake() {
    // There is none.
  }

  @Override
  byte[] read() throws IOException {
    byte[] first = new byte[FIRST_BYTES];
    int count = channel().read(ByteBuffer.wrap(first));
    if (count < FIRST_BYTES) {
      return count < 0 ? null : Arrays.copyOf(first, count);
    }
    int more = Math.min(channel().socket().getInputStream().available(), BYTES_MAX);
    if (more <= 0) {
      return first;
    }
    byte[] all = Arrays.copyOf(first, count + more);
    int rest = channel().read(ByteBuffer.wrap(all, count, more));
    return rest == more ? all : Arrays.copyOf(all, count + Math.max(0, rest));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.position() < bytes.length) {
      // In portions, as each is copied to memory outside the heap, of which the JDK keeps the most.
      left.limit(Math.min(bytes.length, left.position() + BYTES_MAX));
      channel().write(left);
    }
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
