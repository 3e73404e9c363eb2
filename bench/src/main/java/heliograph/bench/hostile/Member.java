package heliograph.bench.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A member of the room. Read by the crowd's thread; others may look at its state and send.
 *
 * <p>In one room of a node whose log is in memory positions are dense, so that a gap is a loss.
 */
final class Member {
  /** Who hears of messages. */
  interface Listener {
    void message(Member member, long sentNanos);
  }

  static final int NO_CODE = -1;
  private static final int PING = 9;
  private static final int CLOSE = 8;
  private static final byte[] NOTHING = {};
  private static final byte[] MESSAGE = "{\"type\":\"message\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POSITION = "\"position\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STAMP = "\"t\":".getBytes(StandardCharsets.US_ASCII);

  final SocketChannel channel;

  /** Whether it is one of those that stop reading at some time. */
  final boolean stops;

  private byte[] rest;
  private volatile long last = -1;
  private volatile int outOfOrder;
  private volatile int closeCode = NO_CODE;
  private volatile boolean ended;

  Member(Upgrade upgrade, boolean stops) {
    this.stops = stops;
    channel = upgrade.channel();
    rest = upgrade.rest();
  }

  /** Returns the position of the last message it got; -1 for none. */
  long last() {
    return last;
  }

  /** Returns how often a message did not follow on the one before. */
  int outOfOrder() {
    return outOfOrder;
  }

  /** Returns the code of the server's close frame; {@link #NO_CODE} if none came. */
  int closeCode() {
    return closeCode;
  }

  /** Returns whether the connection is over, with or without a close frame. */
  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** Reads what is there. */
  void read(ByteBuffer buffer, Listener listener) throws IOException {
    buffer.clear();
    buffer.put(rest);
    int read = channel.read(buffer);
    byte[] bytes = buffer.array();
    int off = 0;
    int end = buffer.position();
    while (end - off >= 2) {
      int length = bytes[off + 1] & 0x7f;
      int header = length == 126 ? 4 : length == 127 ? 10 : 2;
      if (end - off < header) {
        break;
      }
      if (header > 2) {
        length = (int) (header == 4 ? buffer.getShort(off + 2) & 0xffff : buffer.getLong(off + 2));
      }
      if (end - off < header + length) {
        break;
      }
      frame(bytes[off] & 0x0f, bytes, off + header, length, listener);
      off += header + length;
    }
    rest = off == end ? NOTHING : Arrays.copyOfRange(bytes, off, end);
    if (read < 0) {
      ended = true;
    }
  }

  private void frame(int opcode, byte[] bytes, int off, int len, Listener listener)
      throws IOException {
    if (opcode == PING) {
      send(0x8a, Arrays.copyOfRange(bytes, off, off + len));
    } else if (opcode == CLOSE) {
      closeCode = len < 2 ? 1005 : (bytes[off] & 0xff) << 8 | bytes[off + 1] & 0xff;
      ended = true;
    } else if (len > MESSAGE.length
        && Arrays.equals(bytes, off, off + MESSAGE.length, MESSAGE, 0, MESSAGE.length)) {
      long position = number(bytes, off, len, POSITION);
      if (last >= 0 && position != last + 1) {
        outOfOrder++;
      }
      last = position;
      listener.message(this, number(bytes, off, len, STAMP));
    }
  }

  private static long number(byte[] bytes, int off, int len, byte[] marker) {
    int end = off + len - marker.length;
    for (int i = off; i < end; i++) {
      if (Arrays.equals(bytes, i, i + marker.length, marker, 0, marker.length)) {
        long value = 0;
        for (int k = i + marker.length; bytes[k] >= '0' && bytes[k] <= '9'; k++) {
          value = value * 10 + bytes[k] - '0';
        }
        return value;
      }
    }
    return -1;
  }

  void sendText(String text) throws IOException {
    send(0x81, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The mask is all zeros: allowed, and no work. */
  private synchronized void send(int first, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first);
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    }
    frame.putInt(0).put(payload).flip();
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }
}
