package heliograph.websocket.socket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;

/**
 * One client's TCP connection. One thread may read while another writes; {@link #abort} is for any
 * thread at any time. Holds no buffer between reads but for {@value #FIRST_BYTES} bytes, since a
 * node has thousands of these, which wait for their clients most of the time.
 */
public abstract sealed class ClientSocket implements HelidonSocket permits PlainSocket, TlsSocket {
  /** What a read takes at first, and waits with; what a client sends is seldom larger. */
  static final int FIRST_BYTES = 256;

  /** What a read or a write takes at most. */
  static final int BYTES_MAX = 128 << 10;

  private final SocketChannel channel;

  ClientSocket(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the socket of a connection that was accepted.
   *
   * @param tls null for a plain one
   */
  public static ClientSocket of(SocketChannel channel, SSLContext tls) throws IOException {
    return tls == null ? new PlainSocket(channel) : new TlsSocket(channel, tls);
  }

  /** Shakes hands where there is TLS; blocks. */
  public abstract void handshake() throws IOException;

  /** Writes all the bytes; blocks until the operating system took them. */
  public abstract void write(byte[] bytes) throws IOException;

  /** Reads what is there; blocks while that is nothing; null at the end. */
  abstract byte[] read() throws IOException;

  /** Ends the sending side in order; may block for as long as the client does not read. */
  abstract void end() throws IOException;

  SocketChannel channel() {
    return channel;
  }

  /**
   * Ends the TCP connection as it is. Blocks on nothing; who reads or writes at the moment gets an
   * exception.
   */
  public final void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  @Override
  public final byte[] get() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void write(BufferData buffer) {
    try {
      write(buffer.readBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it in order, so that the last bytes arrive. */
  @Override
  public final void close() {
    try {
      end();
    } catch (IOException e) {
      // The client is gone already.
    } finally {
      abort();
    }
  }

  @Override
  public final boolean isConnected() {
    return channel.isOpen();
  }

  @Override
  public final PeerInfo remotePeer() {
    return new Peer(address(true));
  }

  @Override
  public final PeerInfo localPeer() {
    return new Peer(address(false));
  }

  private SocketAddress address(boolean remote) {
    try {
      return remote ? channel.getRemoteAddress() : channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final String socketId() {
    return "clients";
  }

  @Override
  public final String childSocketId() {
    return Integer.toHexString(System.identityHashCode(this));
  }

  @Override
  public final void idle() {
    // For clients that keep connections; this is a server's.
  }

  @Override
  @SuppressWarnings("removal") // still abstract in the interface
  public final int read(BufferData buffer) {
    byte[] bytes = get();
    if (bytes == null) {
      return -1;
    }
    buffer.write(bytes);
    return bytes.length;
  }
}
