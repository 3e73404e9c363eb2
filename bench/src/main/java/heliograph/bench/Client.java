package heliograph.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLContext;

/**
 * One connection of the load: a WebSocket as small as it can be. Reads the server's frames whole,
 * answers pings, and hands text on. For one thread at a time.
 */
final class Client {
  /** Who gets the text of frames. */
  interface Listener {
    void text(Client client, byte[] bytes, int off, int len);
  }

  private static final int PING = 9;
  private static final int CLOSE = 8;
  private static final byte[] NOTHING = {};

  final SocketChannel channel;

  /** The channel, or TLS over it. */
  private final ByteChannel bytes;

  /** What the listener wants to keep of it. */
  long lastPosition = -1;

  private byte[] rest = NOTHING;
  private boolean closed;

  private Client(SocketChannel channel, SSLContext trusting) throws IOException {
    this.channel = channel;
    bytes = trusting == null ? channel : new TlsChannel(channel, trusting);
  }

  /**
   * Connects and shakes hands; blocking.
   *
   * @param i its number: after some thousand another loopback address is used, as ports run out
   * @param trusting for TLS; null for none
   */
  static Client connect(int port, String token, int i, SSLContext trusting) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress("127.0.0." + (1 + i / 20_000), 0));
    channel.connect(new InetSocketAddress("127.0.0.1", port));
    channel.socket().setTcpNoDelay(true);
    String head =
        "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n\r\n";
    Client client = new Client(channel, trusting);
    client.bytes.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    return client.awaitUpgrade();
  }

  private Client awaitUpgrade() throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(4_096);
    while (bytes.read(answer) >= 0) {
      String head = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
      int end = head.indexOf("\r\n\r\n");
      if (end >= 0) {
        if (!head.startsWith("HTTP/1.1 101")) {
          throw new IOException("not upgraded: " + head.lines().findFirst().orElse(""));
        }
        rest = Arrays.copyOfRange(answer.array(), end + 4, answer.position());
        return this;
      }
    }
    throw new IOException("closed during the handshake");
  }

  /** Reads what is there; returns false at the end. {@code buffer} is the thread's own. */
  boolean read(ByteBuffer buffer, Listener listener) throws IOException {
    buffer.clear();
    buffer.put(rest);
    int read = bytes.read(buffer);
    byte[] array = buffer.array();
    int off = 0;
    int end = buffer.position();
    while (end - off >= 2) {
      int header = 2;
      long length = array[off + 1] & 0x7f;
      if (length == 126) {
        header = 4;
      } else if (length == 127) {
        header = 10;
      }
      if (end - off < header) {
        break;
      }
      if (header > 2) {
        length = 0;
        for (int i = 2; i < header; i++) {
          length = length << 8 | array[off + i] & 0xff;
        }
      }
      if (end - off < header + length) {
        break;
      }
      frame(array[off] & 0x0f, array, off + header, (int) length, listener);
      off += header + (int) length;
    }
    rest = off == end ? NOTHING : Arrays.copyOfRange(array, off, end);
    return read >= 0 && !closed;
  }

  private void frame(int opcode, byte[] bytes, int off, int len, Listener listener)
      throws IOException {
    if (opcode == PING) {
      send(0x8a, Arrays.copyOfRange(bytes, off, off + len));
    } else if (opcode == CLOSE) {
      closed = true;
    } else {
      listener.text(this, bytes, off, len);
    }
  }

  /** Sends a text message; any thread may, if no other does so at the time. */
  void sendText(String text) throws IOException {
    send(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The mask is all zeros: allowed, and no work. */
  private synchronized void send(int first, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    frame.putInt(0).put(payload).flip();
    while (frame.hasRemaining()) {
      bytes.write(frame);
    }
  }
}
