package heliograph.websocket.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * A connection under TLS. Its engine is asked for records and given them; what is no whole record
 * yet, or not taken by the operating system yet, is all that is kept.
 */
final class TlsSocket extends ClientSocket {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** The only one there is (RFC 7301 §6). */
  private static final String HTTP = "http/1.1";

  private static final byte[] NOTHING = {};

  private final SSLEngine engine;
  private boolean negotiated;

  /** Received, but no whole record, or not decoded yet; null if nothing. The receiver's. */
  private byte[] undecoded;

  /** Whether whole records may be in it, or the end is still to be told. The receiver's. */
  private boolean more;

  /** Whether the client ended its side under TLS, with or without TCP's. The receiver's. */
  private boolean ended;

  /** What is not in records yet; null if nothing. The sender's, as below. */
  private ByteBuffer unsent;

  /** Records the operating system did not take yet; null if nothing. */
  private ByteBuffer records;

  TlsSocket(SocketChannel channel, SSLContext context) {
    super(channel, RECORD_BYTES);
    engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setHandshakeApplicationProtocolSelector(TlsSocket::choose);
  }

  /** Empty for none: whoever offers others only is left to find out. */
  private static String choose(SSLEngine engine, List<String> offered) {
    return offered.contains(HTTP) ? HTTP : "";
  }

  @Override
  public void handshake() throws IOException {
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> sendAll(NOTHING, writing());
        default -> {
          if (receive(reading()) != 0) {
            throw new SSLException("the TLS handshake was not ended");
          }
        }
      }
      status = engine.getHandshakeStatus();
    }
    negotiated = true;
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  @Override
  public int receive(ReadBuffers buffers) throws IOException {
    if (ended) {
      return -1;
    }
    ByteBuffer in = buffers.records().clear();
    if (undecoded != null) {
      in.put(undecoded);
      undecoded = null;
    }
    boolean open = more || channel().read(in) >= 0;
    more = false;
    in.flip();
    ByteBuffer out = buffers.plain().clear();
    decode(in, out);
    ended |= !open;
    if (!ended && in.hasRemaining()) {
      undecoded = Arrays.copyOfRange(in.array(), in.position(), in.limit());
    }
    if (out.position() == 0) {
      return ended ? -1 : 0;
    }
    more |= ended;
    return out.position();
  }

  /** Decodes records while there are whole ones and room. */
  private void decode(ByteBuffer in, ByteBuffer out) throws SSLException {
    while (in.hasRemaining()) {
      SSLEngineResult result = engine.unwrap(in, out);
      switch (result.getStatus()) {
        case CLOSED -> {
          ended = true;
          return;
        }
        case BUFFER_UNDERFLOW -> {
          return;
        }
        case BUFFER_OVERFLOW -> {
          more = true;
          return;
        }
        case OK -> {}
      }
      HandshakeStatus status = result.getHandshakeStatus();
      if (negotiated) {
        refuseHandshake(status, result.bytesConsumed());
      } else if (status == HandshakeStatus.NEED_TASK) {
        runTasks();
      } else {
        // Step by step in the handshake: behind its last word may come the first request.
        more = in.hasRemaining();
        return;
      }
    }
  }

  /** Refuses to shake hands anew, which TLS 1.2 allows a client to ask for, at our expense. */
  private static void refuseHandshake(HandshakeStatus status, int consumed) throws SSLException {
    boolean handshake =
        status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_UNWRAP;
    if (handshake || consumed == 0) {
      throw new SSLException("the client wants another handshake");
    }
  }

  @Override
  public boolean hasMore() {
    return more;
  }

  @Override
  public boolean send(byte[] bytes, WriteBuffer buffer) throws IOException {
    unsent = ByteBuffer.wrap(bytes);
    return flush(buffer);
  }

  @Override
  public boolean sendJoined(WriteBuffer buffer) throws IOException {
    unsent = buffer.joined();
    boolean taken = flush(buffer);
    unsent = unsent == null ? null : copyOf(unsent);
    return taken;
  }

  @Override
  public boolean flush(WriteBuffer buffer) throws IOException {
    while (records != null || unsent != null) {
      ByteBuffer next = records == null ? encode(buffer.records()) : records;
      channel().write(next);
      if (next.hasRemaining()) {
        records = next == records ? next : copyOf(next);
        return false;
      }
      records = null;
    }
    return true;
  }

  /** Makes records of what is to be sent, as many as there is room for. */
  private ByteBuffer encode(ByteBuffer into) throws SSLException {
    SSLEngineResult result;
    do {
      result = engine.wrap(unsent, into);
      if (result.getStatus() == Status.CLOSED) {
        throw new SSLException("the TLS connection is closed");
      }
      if (result.getStatus() == Status.OK && result.bytesProduced() == 0) {
        throw new SSLException("the TLS connection is in a handshake");
      }
    } while (result.getStatus() == Status.OK && unsent.hasRemaining());
    if (!unsent.hasRemaining()) {
      unsent = null;
    }
    return into.flip();
  }

  @Override
  void end() throws IOException {
    if (records == null && unsent == null) {
      engine.closeOutbound();
      ByteBuffer last = new WriteBuffer(RECORD_BYTES).records();
      engine.wrap(ByteBuffer.wrap(NOTHING), last);
      channel().write(last.flip());
    }
    channel().shutdownOutput();
  }

  @Override
  public boolean isSecure() {
    return true;
  }
}
