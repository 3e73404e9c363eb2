package heliograph.websocket.socket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection under TLS. */
final class TlsSocket extends ClientSocket {
  private final SSLSocket tls;

  TlsSocket(SocketChannel channel, SSLContext context) throws IOException {
    super(channel);
    tls = (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), null, false);
  }

  @Override
  public void handshake() throws IOException {
    tls.startHandshake();
  }

  @Override
  byte[] read() throws IOException {
    InputStream in = tls.getInputStream();
    byte[] first = new byte[FIRST_BYTES];
    int count = in.read(first);
    if (count < FIRST_BYTES) {
      return count < 0 ? null : Arrays.copyOf(first, count);
    }
    int more = Math.min(in.available(), BYTES_MAX);
    byte[] all = Arrays.copyOf(first, count + more);
    int rest = more == 0 ? 0 : in.read(all, count, more);
    return rest == more ? all : Arrays.copyOf(all, count + Math.max(0, rest));
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    tls.getOutputStream().write(bytes);
  }

  @Override
  void end() throws IOException {
    tls.shutdownOutput();
  }

  @Override
  public boolean isSecure() {
    return true;
  }
}
