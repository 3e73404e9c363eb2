package heliograph.bench.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;

/**
 * One connection of the load: a WebSocket as small as it can be, the same for every server.
 *
 * <p>Read by one thread; any thread may send.
 */
final class Wire implements Dialect.Events {
  /** Who hears of it, in the reading thread. */
  interface Listener {
    void ready(Wire wire);

    void joined(Wire wire);

    /** A message came; {@code stampNanos} is 0 where it was only counted. */
    void delivery(long stampNanos);
  }

  private static final int PING = 9;
  private static final int CLOSE = 8;
  private static final int COMPRESSED = 0x40;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
  private static final byte[] NOTHING = {};
  private static final long WRITE_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Connections from one loopback address: those closed a moment ago keep their ports, too. */
  private static final int PER_ADDRESS = 5_000;

  private static final int ADDRESSES = 250;
  private static int made;

  final SocketChannel channel;
  final Dialect dialect;

  private final Listener listener;
  private final int port;
  private final Inflation inflation;
  private byte[] rest = NOTHING;
  private boolean upgraded;
  private boolean joined;
  private boolean closed;

  /** Of a frame that is handed over in parts: what is still to come. */
  private long partLeft;

  /**
   * Begins to connect.
   *
   * @param inflation how to read compressed frames; null if compression is not asked for
   */
  Wire(int port, Dialect dialect, Inflation inflation, Listener listener) throws IOException {
    this.port = port;
    this.dialect = dialect;
    this.inflation = inflation;
    this.listener = listener;
    channel = SocketChannel.open();
    channel.bind(new InetSocketAddress("127.0.0." + (2 + made++ / PER_ADDRESS % ADDRESSES), 0));
    channel.configureBlocking(false);
    channel.socket().setTcpNoDelay(true);
    channel.connect(new InetSocketAddress("127.0.0.1", port));
  }

  /** Asks for the upgrade, once it is connected. */
  void connected() throws IOException {
    channel.finishConnect();
    write(
        ("GET "
                + dialect.path()
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + (inflation == null
                    ? ""
                    : "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
                + dialect.headers()
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads what is there; returns false at the end. {@code buffer} is the reading thread's own. */
  boolean read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    buffer.put(rest);
    int read = channel.read(buffer);
    byte[] bytes = buffer.array();
    int end = buffer.position();
    int off = upgraded ? 0 : upgrade(bytes, end);
    if (upgraded) {
      off = frames(bytes, off, end);
    }
    rest = off == end ? NOTHING : Arrays.copyOfRange(bytes, off, end);
    return read >= 0 && !closed;
  }

  private int upgrade(byte[] bytes, int end) throws IOException {
    String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    int headEnd = head.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new IOException("not upgraded: " + head.lines().findFirst().orElse(""));
    }
    if (inflation != null) {
      inflation.agreed(head.substring(0, headEnd));
    }
    upgraded = true;
    dialect.opened(this);
    return headEnd + 4;
  }

  /** Takes all frames that are there whole; returns where the rest begins. */
  private int frames(byte[] bytes, int from, int end) throws IOException {
    int off = from;
    while (off < end) {
      if (partLeft > 0) {
        int part = (int) Math.min(partLeft, end - off);
        dialect.received(bytes, off, part, this);
        partLeft -= part;
        off += part;
        continue;
      }
      if (end - off < 2) {
        break;
      }
      int length7 = bytes[off + 1] & 0x7f;
      int header = length7 < 126 ? 2 : length7 == 126 ? 4 : 10;
      if (end - off < header) {
        break;
      }
      long length = length7;
      if (header > 2) {
        length = 0;
        for (int i = 2; i < header; i++) {
          length = length << 8 | bytes[off + i] & 0xff;
        }
      }
      int first = bytes[off];
      boolean inParts =
          dialect.streams() && (first & 0x0f) < CLOSE && (first & COMPRESSED) == 0 && length > 0;
      if (inParts) {
        partLeft = length;
        off += header;
        continue;
      }
      if (end - off < header + length) {
        break;
      }
      frame(first, bytes, off + header, (int) length);
      off += header + (int) length;
    }
    return off;
  }

  private void frame(int first, byte[] bytes, int off, int len) throws IOException {
    int opcode = first & 0x0f;
    if (opcode == PING) {
      send(10, Arrays.copyOfRange(bytes, off, off + len));
    } else if (opcode == CLOSE) {
      closed = true;
    } else if ((first & COMPRESSED) != 0) {
      compressed(bytes, off, len);
    } else if (opcode <= 2) {
      dialect.received(bytes, off, len, this);
    }
  }

  private void compressed(byte[] bytes, int off, int len) throws IOException {
    if (inflation == null) {
      throw new IOException("a compressed frame that was not asked for");
    }
    if (joined && inflation.skips() && !dialect.streams()) {
      if (len >= Inflation.DELIVERY_BYTES_MIN) {
        listener.delivery(0);
      }
      return;
    }
    try {
      int inflated = inflation.inflate(bytes, off, len);
      dialect.received(inflation.bytes(), 0, inflated, this);
    } catch (DataFormatException e) {
      throw new IOException("a compressed frame that does not inflate: " + e.getMessage(), e);
    }
  }

  @Override
  public void ready() {
    listener.ready(this);
  }

  @Override
  public void joined() {
    joined = true;
    listener.joined(this);
  }

  @Override
  public void delivery(byte[] bytes, int off) {
    listener.delivery(bytes == null ? 0 : Payload.stamp(bytes, off));
  }

  @Override
  public void answer(String text) {
    try {
      send(dialect.opcode(), text.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      closed = true;
    }
  }

  /** Joins a room; the listener hears when it is done. */
  void join(String room) throws IOException {
    send(dialect.opcode(), dialect.join(room).getBytes(StandardCharsets.US_ASCII));
  }

  /** Publishes to a room. */
  void publish(String room, byte[] payload) throws IOException {
    byte[] before = dialect.before(room, payload.length).getBytes(StandardCharsets.US_ASCII);
    byte[] after = dialect.after().getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(before, before.length + payload.length + after.length);
    System.arraycopy(payload, 0, all, before.length, payload.length);
    System.arraycopy(after, 0, all, before.length + payload.length, after.length);
    send(dialect.opcode(), all);
  }

  /** Masks {@code payload} in place. */
  private void send(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= MASK[i & 3];
    }
    frame.put(MASK).put(payload);
    write(Arrays.copyOf(frame.array(), frame.position()));
  }

  private synchronized void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long giveUp = 0;
    while (channel.write(buffer) >= 0 && buffer.hasRemaining()) {
      long now = System.nanoTime();
      giveUp = giveUp == 0 ? now + WRITE_LIMIT_NANOS : giveUp;
      if (now > giveUp) {
        throw new IOException("the server has not read for 10 s");
      }
      LockSupport.parkNanos(50_000);
    }
  }

  void close() throws IOException {
    channel.close();
    if (inflation != null) {
      inflation.end();
    }
  }
}
