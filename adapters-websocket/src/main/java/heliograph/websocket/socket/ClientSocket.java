package heliograph.websocket.socket;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/**
 * One client's TCP connection. One thread may receive while another sends; {@link #abort} is for
 * any thread at any time. Holds no buffer between calls but for what the client has sent half or
 * does not take, since a node has thousands of these, idle most of the time.
 *
 * <p>Blocks in all it does until {@link #nonBlocking}, and in nothing from then on.
 */
public abstract sealed class ClientSocket implements HelidonSocket permits PlainSocket, TlsSocket {
  /** Room for one TLS record, which has 16 KB and some at most (RFC 8446 §5.2). */
  static final int RECORD_BYTES = 17 << 10;

  /** What is written at a time: it is copied to memory outside the heap, which the JDK keeps. */
  public static final int WRITE_BYTES_MAX = 128 << 10;

  private final SocketChannel channel;
  private final int blockingBytes;

  /** The receiver's while the socket blocks, null before and after. */
  private ReadBuffers reading;

  /** The same of the sender. */
  private WriteBuffer writing;

  /**
   * Wraps a channel that blocks.
   *
   * @param blockingBytes what is read at a time while it does; a TLS record's worth where there is
   *     TLS
   */
  ClientSocket(SocketChannel channel, int blockingBytes) {
    this.channel = channel;
    this.blockingBytes = blockingBytes;
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

  /**
   * Receives what is there.
   *
   * @return how many bytes lie in the buffers; 0 if nothing was there; -1 at the end
   */
  public abstract int receive(ReadBuffers buffers) throws IOException;

  /**
   * Returns whether more may be there than the last {@link #receive} took, of which the operating
   * system would not tell.
   */
  public abstract boolean hasMore();

  /**
   * Sends bytes, which are not to be changed any more; what went before must have been taken whole.
   *
   * @return whether all was taken; if not, {@link #flush} is to be called until it says so
   */
  public abstract boolean send(byte[] bytes, WriteBuffer buffer) throws IOException;

  /**
   * Sends the bytes between position and limit of the buffer's {@link WriteBuffer#joined}, of which
   * it keeps a copy if not all are taken; else as {@link #send}.
   */
  public abstract boolean sendJoined(WriteBuffer buffer) throws IOException;

  /** Returns a copy of what remains in a buffer that others will use. */
  static ByteBuffer copyOf(ByteBuffer rest) {
    return ByteBuffer.allocate(rest.remaining()).put(rest).flip();
  }

  /** Sends what is left of the last of both; returns whether all was taken. */
  public abstract boolean flush(WriteBuffer buffer) throws IOException;

  /** Sends bytes, and waits until all are taken. */
  final void sendAll(byte[] bytes, WriteBuffer buffer) throws IOException {
    boolean taken = send(bytes, buffer);
    while (!taken) {
      taken = flush(buffer);
    }
  }

  /** Ends the sending side in order, as far as that is possible without waiting. */
  abstract void end() throws IOException;

  /** Blocks no longer. */
  public final void nonBlocking() throws IOException {
    reading = null;
    writing = null;
    channel.configureBlocking(false);
  }

  /** Returns what to receive with while the socket blocks. */
  final ReadBuffers reading() {
    if (reading == null) {
      reading = new ReadBuffers(blockingBytes, RECORD_BYTES);
    }
    return reading;
  }

  /** Returns what to send with while the socket blocks. */
  final WriteBuffer writing() {
    if (writing == null) {
      writing = new WriteBuffer(RECORD_BYTES);
    }
    return writing;
  }

  /** Returns the channel, to be registered with a selector. */
  public final SelectableChannel selectable() {
    return channel;
  }

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
    ReadBuffers buffers = reading();
    try {
      int count = receive(buffers);
      while (count == 0) {
        count = receive(buffers);
      }
      return count < 0 ? null : Arrays.copyOf(buffers.bytes(), count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void write(BufferData buffer) {
    try {
      sendAll(buffer.readBytes(), writing());
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
