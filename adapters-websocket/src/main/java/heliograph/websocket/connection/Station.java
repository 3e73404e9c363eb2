package heliograph.websocket.connection;

import heliograph.ports.Connections;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.deflate.DeflateCodecs;
import heliograph.websocket.upgrade.Admitted;
import heliograph.websocket.upgrade.RequestHeads;
import io.helidon.webserver.spi.ServerConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All connections of a node, and what they share. Thread-safe. */
public final class Station implements AutoCloseable {
  private static final int COMPRESSION_LEVEL = 6;

  private final ConnectionConfig config;
  private final MessageHandler handler;
  private final Telemetry telemetry;
  private final Clock clock = new Clock();
  private final ConnectionTable table = new ConnectionTable();
  private final Set<Connection> closing = ConcurrentHashMap.newKeySet();
  private final DeflateCodecs codecs =
      new DeflateCodecs(Runtime.getRuntime().availableProcessors(), COMPRESSION_LEVEL);
  private final Set<Connection> stalled = ConcurrentHashMap.newKeySet();
  private final IoLoop[] loops;
  private final AtomicInteger connected = new AtomicInteger();
  private final Encoder encoder;
  private final FanoutWriters writers;
  private final Sweeper sweeper;
  private volatile boolean closed;

  /**
   * Starts to watch, on a thread of its own.
   *
   * @param heads watched on the same thread
   */
  public Station(
      ConnectionConfig config, MessageHandler handler, RequestHeads heads, Telemetry telemetry) {
    this.config = config;
    this.handler = handler;
    this.telemetry = telemetry;
    this.encoder = new Encoder(codecs, config.compressMinBytes());
    this.loops = new IoLoop[Math.max(1, Runtime.getRuntime().availableProcessors() / 2)];
    long coalesceNanos = TimeUnit.MILLISECONDS.toNanos(config.coalesceMs());
    for (int i = 0; i < loops.length; i++) {
      loops[i] =
          new IoLoop(
              "heliograph-io-" + i, writer(), handler, coalesceNanos, () -> table.size() == 0);
      loops[i].start();
    }
    this.writers = new FanoutWriters(config.closeTimeoutMs(), loops, writer());
    this.sweeper = new Sweeper(clock, config, table, closing, stalled, writers, heads);
    Thread.ofPlatform().name("heliograph-sweeper").daemon().start(sweeper);
  }

  private Writer writer() {
    return new Writer(encoder, handler, telemetry, clock);
  }

  /** Makes the connection of a client that was let in; Helidon is to call it. */
  public ServerConnection connect(Admitted admitted) {
    int number = connected.getAndIncrement() & Integer.MAX_VALUE;
    return new Connection(this, loops[number % loops.length], admitted);
  }

  /** Returns the hub's way to its clients. */
  public Connections connections() {
    return writers;
  }

  /** Returns how many connections are open. */
  public int openCount() {
    return table.size();
  }

  /** Returns how far apart the looks of that loop are drawn that draws them farthest, in ns. */
  public long looksApartNanos() {
    long most = 0;
    for (IoLoop loop : loops) {
      most = Math.max(most, loop.looksApartNanos());
    }
    return most;
  }

  /** Waits until none is open; false if the time was over first. */
  public boolean awaitAllClosed(long timeoutMs) throws InterruptedException {
    return table.awaitEmpty(timeoutMs);
  }

  /** Ends all connections without a closing handshake; does not wait for it. */
  public void cutAll() {
    List<Connection> all = new ArrayList<>();
    table.goRound(1, all);
    all.forEach(Connection::cut);
  }

  /** Stops to watch, cuts what is still open, and waits for its end, for a few seconds at most. */
  @Override
  public void close() {
    closed = true;
    cutAll();
    sweeper.stop();
    for (IoLoop loop : loops) {
      loop.stop();
    }
    codecs.close();
  }

  void add(Connection connection) {
    connection.pingDueMs = clock.nowMs() + spread();
    table.add(connection);
    telemetry.count(Counter.CONNECTIONS_OPENED, 1);
    if (closed) {
      connection.cut();
    }
  }

  /** Somewhere in the second half of a heartbeat, so that clients that came together part. */
  private int spread() {
    return ThreadLocalRandom.current().nextInt(config.heartbeatMs() / 2, config.heartbeatMs() + 1);
  }

  void remove(Connection connection) {
    closing.remove(connection);
    stalled.remove(connection);
    table.remove(connection);
    telemetry.count(Counter.CONNECTIONS_CLOSED, 1);
  }

  /** Sees to it that a connection that is being closed ends in time. */
  void closing(Connection connection) {
    closing.add(connection);
    if (connection.isEnded()) {
      closing.remove(connection);
    }
  }

  /** Watches a connection whose client does not take what is written. For its loop. */
  void stalled(Connection connection) {
    if (!stalled.contains(connection)) {
      connection.liveness().progressed(clock.nowMs());
      stalled.add(connection);
    }
  }

  void flowing(Connection connection) {
    stalled.remove(connection);
  }

  ConnectionConfig config() {
    return config;
  }

  MessageHandler handler() {
    return handler;
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Clock clock() {
    return clock;
  }

  Encoder encoder() {
    return encoder;
  }

  DeflateCodecs codecs() {
    return codecs;
  }
}
