package heliograph.bench.hostile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Connections that send a byte a second and never come to an end of what they send. */
final class Tricklers implements AutoCloseable {
  /** Where in a connection's life it trickles. */
  enum Where {
    HANDSHAKE,
    FRAME_HEADER,
    PAYLOAD
  }

  private static final int PAYLOAD_BYTES = 60_000;
  private static final int HEADER_BYTES = 14;

  private static final class One {
    final Where where;
    final SocketChannel channel;
    final byte[] bytes;
    int sent;
    boolean ended;

    One(Where where, SocketChannel channel, byte[] bytes) throws IOException {
      this.where = where;
      this.channel = channel;
      this.bytes = bytes;
      channel.configureBlocking(false);
    }
  }

  private final List<One> all = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("tricklers").daemon().unstarted(this::run);
  private volatile boolean stopped;

  /** Adds a connection before the start. */
  void add(Where where, int port, String token) throws IOException {
    if (where == Where.HANDSHAKE) {
      all.add(new One(where, Upgrade.open(port, 0), Upgrade.request(port, token)));
      return;
    }
    // A header with a length of eight bytes, then the payload; the mask is all zeros.
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + PAYLOAD_BYTES);
    frame.put((byte) 0x81).put((byte) 0xff).putLong(PAYLOAD_BYTES);
    One one = new One(where, Upgrade.of(port, token, 0).channel(), frame.array());
    if (where == Where.PAYLOAD) {
      one.channel.write(ByteBuffer.wrap(one.bytes, 0, HEADER_BYTES));
      one.sent = HEADER_BYTES;
    }
    all.add(one);
  }

  void start() {
    thread.start();
  }

  /** Returns how many of a kind there are. */
  synchronized long count(Where where) {
    return all.stream().filter(one -> one.where == where).count();
  }

  /** Returns how many of a kind the server has ended. */
  synchronized long ended(Where where) {
    return all.stream().filter(one -> one.where == where && one.ended).count();
  }

  private void run() {
    ByteBuffer in = ByteBuffer.allocate(4_096);
    while (!stopped) {
      synchronized (this) {
        all.forEach(one -> step(one, in));
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  /** What the server says is read and thrown away: these clients are slow at sending only. */
  private static void step(One one, ByteBuffer in) {
    if (one.ended) {
      return;
    }
    try {
      int read;
      do {
        in.clear();
        read = one.channel.read(in);
      } while (read > 0);
      one.ended = read < 0;
      if (!one.ended && one.sent < one.bytes.length) {
        one.sent += one.channel.write(ByteBuffer.wrap(one.bytes, one.sent, 1));
      }
    } catch (IOException e) {
      one.ended = true;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    stopped = true;
    for (One one : all) {
      one.channel.close();
    }
  }
}
