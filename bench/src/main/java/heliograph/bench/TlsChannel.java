package heliograph.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/**
 * A client's bytes under TLS, over a channel that blocks or does not. One thread may read while
 * another writes.
 */
final class TlsChannel implements ByteChannel {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;

  /** What was received and is not decrypted yet; to be filled. */
  private final ByteBuffer received;

  /** What is to be sent; empty between calls. */
  private final ByteBuffer sent;

  /** Shakes hands; the channel must block. */
  TlsChannel(SocketChannel channel, SSLContext trusting) throws IOException {
    this.channel = channel;
    engine = trusting.createSSLEngine();
    engine.setUseClientMode(true);
    received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    sent = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    ByteBuffer data = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
    HandshakeStatus next = engine.getHandshakeStatus();
    while (next != HandshakeStatus.NOT_HANDSHAKING) {
      switch (next) {
        case NEED_WRAP -> write(NOTHING);
        case NEED_TASK -> engine.getDelegatedTask().run();
        default -> {
          if (!decrypt(data) && channel.read(received) < 0) {
            throw new IOException("closed during the TLS handshake");
          }
        }
      }
      next = engine.getHandshakeStatus();
    }
  }

  @Override
  public int read(ByteBuffer data) throws IOException {
    int before = data.position();
    int read = channel.read(received);
    while (decrypt(data)) {
      // One record after the other.
    }
    return read < 0 ? read : data.position() - before;
  }

  /** Decrypts a record; returns false if none is there as a whole. */
  private boolean decrypt(ByteBuffer data) throws IOException {
    received.flip();
    Status status = engine.unwrap(received, data).getStatus();
    received.compact();
    return status == Status.OK;
  }

  @Override
  public int write(ByteBuffer data) throws IOException {
    int before = data.position();
    do {
      engine.wrap(data, sent.clear());
      sent.flip();
      while (sent.hasRemaining()) {
        channel.write(sent);
      }
    } while (data.hasRemaining());
    return data.position() - before;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
