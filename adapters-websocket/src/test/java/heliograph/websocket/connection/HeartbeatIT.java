package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pings, and who does not answer them; with heartbeats of a fraction of a second. */
class HeartbeatIT {
  private static final int HEARTBEAT_MS = 200;

  private static TestNode node() {
    return new TestNode(c -> c.with(e -> e.heartbeatMs = HEARTBEAT_MS));
  }

  private static long msSince(long startNs) {
    return Duration.ofNanos(System.nanoTime() - startNs).toMillis();
  }

  @Test
  void aSilentPeerIsCutAfterTwoIntervalsWithoutAWord() {
    long startNs = System.nanoTime();
    try (TestNode node = node();
        RawClient client = RawClient.open(node.port())) {
      client.readFrame();
      int pings = 0;
      boolean open = true;
      while (open) {
        try {
          assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);
          pings++;
        } catch (java.io.UncheckedIOException e) {
          open = false;
        }
      }

      assertThat(msSince(startNs)).isGreaterThanOrEqualTo(2 * HEARTBEAT_MS);
      assertThat(pings).isBetween(2, 4);
      Eventually.holds(() -> node.hub().inputs(Input.Closed.class).size() == 1);
      assertThat(node.counts().of(Counter.PEERS_CUT_DEAD)).isEqualTo(1);
    }
  }

  @Test
  void aPeerThatAnswersIsKeptAndPingedOnceAnInterval() {
    try (TestNode node = node();
        RawClient client = RawClient.open(node.port())) {
      client.readFrame();
      client.readFrame();
      client.send(Opcode.PONG);
      client.readFrame();
      client.send(Opcode.PONG);
      long startNs = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);
        client.send(Opcode.PONG);
      }

      assertThat(msSince(startNs)).isBetween(4L * HEARTBEAT_MS, 8L * HEARTBEAT_MS);
      assertThat(node.counts().of(Counter.PEERS_CUT_DEAD)).isZero();
    }
  }

  @Test
  void anyFrameCountsAsLife() {
    try (TestNode node = node();
        RawClient client = RawClient.open(node.port())) {
      client.readFrame();
      for (int pings = 0; pings < 6; ) {
        RawClient.Frame frame = client.readFrame();
        if (frame.opcode() == Opcode.PING) {
          pings++;
          client.sendText("{\"type\":\"ping\"}");
        }
      }

      assertThat(node.transport().openCount()).isEqualTo(1);
    }
  }

  @Test
  void aPeerThatIsNotReadFromIsNotJudged() {
    try (TestNode node = node();
        RawClient client = RawClient.open(node.port())) {
      client.readFrame();
      Peer peer = node.hub().peers().getFirst();
      node.hub().call(c -> c.pause(peer));
      client.send(Opcode.PONG);
      for (int pings = 0; pings < 6; pings++) {
        assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);
      }
      node.hub().call(c -> c.resume(peer));
      client.sendText("{\"type\":\"ping\",\"id\":1}");

      assertThat(client.readMessage().text()).contains("pong");
    }
  }
}
