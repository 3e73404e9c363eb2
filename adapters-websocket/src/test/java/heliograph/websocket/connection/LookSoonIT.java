package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ports.Connections;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits for the hub and is left to a loop whose looks are drawn apart. */
@Timeout(120)
class LookSoonIT {
  /** Takes messages, and what waits, on the loop's thread. */
  private static final class Taking extends EchoMessages {
    private volatile boolean waiting;
    private volatile String taker;

    @Override
    public boolean tryMessage(Connection connection, boolean binary, byte[] buf, int off, int len) {
      return true;
    }

    @Override
    public boolean flush(boolean looked) {
      if (waiting) {
        taker = Thread.currentThread().getName();
        waiting = false;
      }
      return false;
    }

    @Override
    public boolean isWaiting() {
      return waiting;
    }
  }

  private final Taking handler = new Taking();

  @Test
  void busyLoopTakesWhatIsLeftToItUntilItIsCalm() {
    // No heartbeat: nothing else is to wake the loop.
    try (TestNode node = new TestNode(c -> c.with(e -> e.heartbeatMs = 3_600_000), handler);
        RawClient client = RawClient.open(node.port())) {
      Connections connections = node.transport().connections();
      int taken = 0;
      // On a busy machine it may be calm again before anything is left to it.
      while (taken == 0) {
        while (!connections.lookSoon()) {
          client.sendText("much to do");
        }
        handler.waiting = true;
        while (connections.lookSoon()) {
          Eventually.holds(() -> !handler.waiting);
          taken++;
          handler.waiting = true;
        }
      }

      assertThat(handler.taker).startsWith("heliograph-io-");
    }
  }

  @Test
  void nothingIsLeftWhereLooksAreNotDrawnApart() {
    try (TestNode node = new TestNode(config -> config.with(e -> e.coalesceMs = 0), handler);
        RawClient client = RawClient.open(node.port())) {
      for (int i = 0; i < 100_000; i++) {
        client.sendText("much to do");
      }

      assertThat(node.transport().connections().lookSoon()).isFalse();
    }
  }
}
