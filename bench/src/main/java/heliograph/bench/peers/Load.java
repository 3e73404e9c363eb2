package heliograph.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The load generator: all connections to one server, read by one thread.
 *
 * <p>Connections are numbered from 0; the i-th is a member of room i modulo the rooms, and the
 * members of a room take turns over the server's nodes.
 */
final class Load implements AutoCloseable, Wire.Listener {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int CONNECTING_MAX = 128;
  private static final long STEP_LIMIT_SECONDS = 60;

  /** One connection in so many inflates what it gets; the others count frames. */
  private static final int INFLATING_ONE_IN = 20;

  final Tally tally = new Tally();

  private final List<Wire> wires = new ArrayList<>();
  private final Selector selector = Selector.open();
  private final Thread thread = Thread.ofPlatform().name("load").daemon().unstarted(this::run);
  private final Semaphore handshakes = new Semaphore(CONNECTING_MAX);
  private final Semaphore joins = new Semaphore(0);
  private final AtomicInteger lost = new AtomicInteger();
  private volatile boolean stopped;
  private volatile Throwable failure;

  Load() throws IOException {
    thread.start();
  }

  /** Connects, some at a time, until all are ready. */
  void connect(Target target, int count, int rooms, boolean compressed)
      throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      take(handshakes, 1, "handshakes");
      int port = target.ports().get(i / rooms % target.ports().size());
      Inflation inflation = compressed ? new Inflation(i % INFLATING_ONE_IN != 0) : null;
      Wire wire = new Wire(port, target.dialect(i), inflation, this);
      wires.add(wire);
      wire.channel.register(selector, SelectionKey.OP_CONNECT, wire);
      selector.wakeup();
    }
    take(handshakes, CONNECTING_MAX, "handshakes");
    handshakes.release(CONNECTING_MAX);
  }

  /** Joins every connection to its room of {@code rooms}, and waits until that is done. */
  void join(String prefix, int rooms) throws IOException, InterruptedException {
    for (int i = 0; i < wires.size(); i++) {
      wires.get(i).join(prefix + i % rooms);
      if (i >= CONNECTING_MAX) {
        take(joins, 1, "joins");
      }
    }
    take(joins, Math.min(wires.size(), CONNECTING_MAX), "joins");
  }

  private void take(Semaphore permits, int count, String what)
      throws IOException, InterruptedException {
    if (!permits.tryAcquire(count, STEP_LIMIT_SECONDS, TimeUnit.SECONDS) || failure != null) {
      check();
      throw new IOException("the server did not finish the " + what + " in 60 s");
    }
  }

  /** Throws if the load cannot go on. */
  void check() throws IOException {
    if (failure != null) {
      throw new IOException("the load failed: " + failure.getMessage(), failure);
    }
    if (lost.get() > 0) {
      throw new IOException("the server ended " + lost.get() + " connections");
    }
  }

  List<Wire> wires() {
    return wires;
  }

  @Override
  public void ready(Wire wire) {
    handshakes.release();
  }

  @Override
  public void joined(Wire wire) {
    joins.release();
  }

  @Override
  public void delivery(long stampNanos) {
    tally.delivery(stampNanos);
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped) {
        selector.select(key -> handle(key, buffer));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(SelectionKey key, ByteBuffer buffer) {
    Wire wire = (Wire) key.attachment();
    try {
      if (key.isConnectable()) {
        wire.connected();
        key.interestOps(SelectionKey.OP_READ);
      } else if (!wire.read(buffer)) {
        key.cancel();
        lost.incrementAndGet();
      }
    } catch (IOException | RuntimeException e) {
      key.cancel();
      lost.incrementAndGet();
      if (!stopped) {
        failure = e;
      }
    }
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Wire wire : wires) {
      wire.close();
    }
    selector.close();
  }
}
