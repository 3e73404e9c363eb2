package heliograph.websocket.connection;

import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.upgrade.RequestHeads;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that watches over a node's connections: pings, spread over the heartbeat; silent
 * peers; closing handshakes and request heads that do not end; writes that stall. Blocks on
 * nothing.
 */
final class Sweeper implements Runnable {
  private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

  private static final int TICK_MAX_MS = 100;

  /** Each connection is looked at so many times a heartbeat: the grain of its pings and its end. */
  private static final int ROUNDS_PER_HEARTBEAT = 8;

  /** Intervals without a sign of life after which a peer is dead. */
  private static final int INTERVALS_MISSED_MAX = 2;

  private final Clock clock;
  private final int heartbeatMs;
  private final int writeTimeoutMs;
  private final int tickMs;
  private final ConnectionTable table;
  private final Set<Connection> closing;
  private final Set<Connection> stalled;
  private final FanoutWriters writers;
  private final RequestHeads heads;

  private final List<Connection> passed = new ArrayList<>();
  private final List<Connection> pinged = new ArrayList<>();
  private int tickedMs;
  private volatile boolean stopped;

  Sweeper(
      Clock clock,
      ConnectionConfig config,
      ConnectionTable table,
      Set<Connection> closing,
      Set<Connection> stalled,
      FanoutWriters writers,
      RequestHeads heads) {
    this.clock = clock;
    this.heartbeatMs = config.heartbeatMs();
    this.writeTimeoutMs = config.writeTimeoutMs();
    this.tickMs = Math.clamp(heartbeatMs / (2 * ROUNDS_PER_HEARTBEAT), 1, TICK_MAX_MS);
    this.table = table;
    this.closing = closing;
    this.stalled = stalled;
    this.writers = writers;
    this.heads = heads;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        sweep(clock.nowMs());
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a sweep over the connections failed", e);
      }
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(tickMs));
    }
  }

  private void sweep(int nowMs) {
    heads.sweep();
    for (Connection connection : stalled) {
      if (connection.liveness().stalledForMs(nowMs) >= writeTimeoutMs) {
        stalled.remove(connection);
        connection.cutAs(Counter.PEERS_CUT_STALLED);
      }
    }
    for (Connection connection : closing) {
      if (connection.liveness().isCloseOverdue(nowMs)) {
        closing.remove(connection);
        connection.cut();
      }
    }
    beat(nowMs);
  }

  private void beat(int nowMs) {
    table.goRound((double) (nowMs - tickedMs) * ROUNDS_PER_HEARTBEAT / heartbeatMs, passed);
    tickedMs = nowMs;
    for (Connection connection : passed) {
      if (connection.liveness().silentForMs(nowMs) >= INTERVALS_MISSED_MAX * heartbeatMs) {
        connection.cutAs(Counter.PEERS_CUT_DEAD);
      } else if (nowMs - connection.pingDueMs >= 0) {
        connection.pingDueMs = nextPing(connection.pingDueMs, nowMs);
        connection.outbound().offerPing();
        pinged.add(connection);
      }
    }
    writers.startAll(pinged);
    passed.clear();
    pinged.clear();
  }

  /** One heartbeat after it was due; from now on where the sweeper itself was held up. */
  private int nextPing(int dueMs, int nowMs) {
    int next = dueMs + heartbeatMs;
    return next - nowMs > 0 ? next : nowMs + heartbeatMs;
  }
}
