package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How a node sends its clients away. */
class DrainIT {
  @Test
  void clientsAreToldAtOnceEachWithItsOwnDelayAndClosedWith1001() throws Exception {
    int count = 8;
    int windowMs = 1_600;
    try (TestNode node = Nodes.start("DRAIN_MS", windowMs)) {
      List<TestClient> clients =
          IntStream.range(0, count).mapToObj(i -> TestClient.open(node, "user" + i)).toList();
      long startNs = System.nanoTime();
      CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> drain(node));

      List<Long> delays =
          clients.stream()
              .map(client -> client.next("server_shutdown"))
              .peek(
                  told ->
                      assertThat(told.propertyNames())
                          .containsExactlyInAnyOrder("type", "retryAfterMs"))
              .map(told -> told.get("retryAfterMs").asLong())
              .toList();
      long toldAfterMs = (System.nanoTime() - startNs) / 1_000_000;
      // Who is still there is served on.
      JsonNode reply =
          clients.get(delays.indexOf((long) windowMs)).ask("publish", "room", "r", "data", 1);

      assertThat(delays).doesNotHaveDuplicates().allMatch(ms -> ms >= 0 && ms <= windowMs);
      assertThat(delays.stream().mapToLong(Long::longValue).max().orElseThrow())
          .isGreaterThan(windowMs * 3 / 4);
      assertThat(toldAfterMs).isLessThan(windowMs);
      assertThat(reply.get("type").asString()).isEqualTo("published");
      for (TestClient client : clients) {
        assertThat(client.end()).isEqualTo(1001);
        client.close();
      }
      drained.get();
      assertThat((System.nanoTime() - startNs) / 1_000_000).isGreaterThanOrEqualTo(windowMs - 50);
      assertThat(node.node().openCount()).isZero();
    }
  }

  @Test
  void nobodyNewIsLetInAndReadinessSaysSo() throws Exception {
    try (TestNode node = Nodes.start("DRAIN_MS", 1_000)) {
      TestClient client = TestClient.open(node, "alice");
      CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> drain(node));
      client.next("server_shutdown");

      try (Wire wire = new Wire(node.node().httpPort())) {
        Wire.Response refused =
            wire.request(Wire.handshake("/ws", "Authorization: Bearer " + Tokens.of("bob")));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(Dialect.JSON.read(refused.body().getBytes()).get("code").asString())
            .isEqualTo("draining");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      }
      assertThat(Admin.get(node.admin(), "health/ready").statusCode()).isEqualTo(503);
      assertThat(Admin.get(node.admin(), "health/ready").body()).contains("draining");
      assertThat(Admin.get(node.admin(), "health/live").statusCode()).isEqualTo(200);
      assertThat(client.end()).isEqualTo(1001);
      client.close();
      drained.get();
    }
  }

  private static void drain(TestNode node) {
    try {
      node.node().drain();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
