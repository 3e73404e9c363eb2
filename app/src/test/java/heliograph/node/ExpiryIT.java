package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What time and slowness do: tokens, sessions, silent peers, slow readers. */
class ExpiryIT {
  private static Map<String, ?> expiringIn(int seconds) {
    return Map.of("exp", System.currentTimeMillis() / 1_000 + seconds);
  }

  @Test
  void aTokenThatRunsOutIsAnnouncedAndThenClosesTheConnection() {
    try (TestNode node = Nodes.start("TOKEN_EXPIRING_MS", 60_000)) {
      Map<String, ?> claims = expiringIn(2);
      long expiresAtMs = (Long) claims.get("exp") * 1_000;
      try (TestClient client = TestClient.of(node).token(Tokens.of("alice", claims)).open()) {
        JsonNode told = client.next("token_expiring");
        int code = client.end();

        assertThat(told.propertyNames()).containsExactlyInAnyOrder("type", "expiresAt");
        assertThat(told.get("expiresAt").asLong()).isEqualTo(expiresAtMs);
        assertThat(code).isEqualTo(4401);
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(expiresAtMs);
        assertThat(client.kept()).isEmpty();
      }
      try (TestClient client =
          TestClient.of(node).as("bob").token(Tokens.of("bob", expiringIn(2))).open()) {
        client.next("token_expiring");
        client.ask("refresh", "token", Tokens.of("bob", expiringIn(3_600)));
        TestClient witness = TestClient.of(node).token(Tokens.of("carol", expiringIn(2))).open();
        assertThat(witness.end()).isEqualTo(4401);
        witness.close();
        assertThat(client.ask("ping").get("type").asString()).isEqualTo("pong");
        assertThat(client.kept()).isEmpty();
      }
    }
  }

  @Test
  void anExpiredSessionIsNotResumed() {
    try (TestNode node = Nodes.start("RESUME_MS", 300)) {
      TestClient client = TestClient.open(node, "alice");
      client.ask("join", "room", "r");
      client.close();
      Awaitility.await().until(() -> node.node().openCount() == 0);
      String secret = client.resume();
      long goneAtNs = System.nanoTime();
      // Each try would renew it, so there is only one, when the time is over for sure.
      Awaitility.await().until(() -> System.nanoTime() - goneAtNs > 600_000_000L);

      try (TestClient late = TestClient.of(node).resume(secret).open()) {
        assertThat(late.welcome().get("resumed").asBoolean()).isFalse();
        assertThat(late.session()).isNotEqualTo(client.session());
        assertThat(late.welcome().get("rooms").size()).isZero();
      }
    }
  }

  @Test
  void aSilentPeerIsCutAfterTwoHeartbeatsWithoutACloseFrameAndMayResume() {
    try (TestNode node = Nodes.start("HEARTBEAT_MS", 300)) {
      String secret;
      try (TestClient dead = TestClient.open(node, "alice");
          TestClient alive = TestClient.open(node, "bob")) {
        secret = dead.resume();
        long sinceNs = System.nanoTime();
        int pings = 0;
        Wire.Frame frame = dead.wire().read();
        while (frame != null) {
          assertThat(frame.opcode()).isEqualTo(Wire.PING);
          pings++;
          alive.ask("ping");
          frame = dead.wire().read();
        }
        long tookMs = (System.nanoTime() - sinceNs) / 1_000_000;

        assertThat(pings).isBetween(1, 3);
        assertThat(tookMs).isBetween(400L, 5_000L);
        assertThat(alive.ask("ping").get("type").asString()).isEqualTo("pong");
      }
      try (TestClient back = TestClient.of(node).resume(secret).open()) {
        assertThat(back.welcome().get("resumed").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void anOldConnectionIsAskedToReconnectAndClosedWith1001() {
    try (TestNode node = Nodes.start("CONNECTION_AGE_MS", 300, "RECONNECT_GRACE_MS", 200)) {
      try (TestClient client = TestClient.open(node, "alice")) {
        JsonNode told = client.next("reconnect");
        assertThat(told.propertyNames()).containsExactlyInAnyOrder("type", "retryAfterMs");
        assertThat(told.get("retryAfterMs").asLong()).isNotNegative();
        assertThat(client.end()).isEqualTo(1001);
        try (TestClient back = TestClient.of(node).resume(client.resume()).open()) {
          assertThat(back.welcome().get("resumed").asBoolean()).isTrue();
        }
      }
    }
  }

  /** What is sent while a client does not read: more than its socket and the node's take. */
  private static final int MESSAGES = 1_500;

  private static void flood(TestClient publisher, int from, int to) {
    String padding = "x".repeat(8_000);
    for (int i = from; i < to; i += 50) {
      List<Integer> ids =
          IntStream.range(i, i + 50)
              .mapToObj(n -> publisher.send("publish", "room", "r", "data", n + ":" + padding))
              .toList();
      ids.forEach(publisher::reply);
    }
  }

  @Test
  void aSlowReaderDisturbsNobodyAndCatchesUpFromTheLogWithNothingLost() {
    try (TestNode node =
            Nodes.start(
                "RING_MESSAGES_MAX", 16, "WRITE_TIMEOUT_MS", 60_000, "HEARTBEAT_MS", 60_000);
        TestClient slow = TestClient.of(node).as("slow").narrow(4_096).open();
        TestClient fast = TestClient.open(node, "fast");
        TestClient publisher = TestClient.open(node, "publisher")) {
      slow.ask("join", "room", "r");
      fast.ask("join", "room", "r");
      long slowestMs = 0;
      for (int i = 0; i < MESSAGES; i += 50) {
        long sinceNs = System.nanoTime();
        flood(publisher, i, i + 50);
        assertThat(fast.messages("r", 50)).hasSize(50);
        slowestMs = Math.max(slowestMs, (System.nanoTime() - sinceNs) / 1_000_000);
      }

      List<JsonNode> got = slow.messages("r", MESSAGES);

      assertThat(slowestMs).isLessThan(5_000);
      assertThat(got.stream().map(m -> Integer.parseInt(m.get("data").asString().split(":")[0])))
          .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
      assertThat(slow.ask("ping").get("type").asString()).isEqualTo("pong");
      assertThat(slow.kept()).isEmpty();
    }
  }

  @Test
  void aSlowReaderIsClosedWith4408WhereThatIsConfigured() {
    try (TestNode node =
            Nodes.start(
                "RING_MESSAGES_MAX", 16,
                "WRITE_TIMEOUT_MS", 60_000,
                "SLOW_CONSUMERS", "close");
        TestClient slow = TestClient.of(node).as("slow").narrow(4_096).open();
        TestClient publisher = TestClient.open(node, "publisher")) {
      slow.ask("join", "room", "r");
      flood(publisher, 0, MESSAGES);

      assertThat(slow.end()).isEqualTo(4408);
      long got = slow.keptMessages("r");
      assertThat(got).isLessThan(MESSAGES);
      try (TestClient back =
          TestClient.of(node).as("slow").resume(slow.resume()).narrow(65_536).open()) {
        assertThat(back.welcome().get("resumed").asBoolean()).isTrue();
        List<JsonNode> rest = back.messages("r", (int) (MESSAGES - got));
        assertThat(rest.getLast().get("data").asString()).startsWith(MESSAGES - 1 + ":");
        assertThat(rest.getFirst().get("data").asString()).startsWith(got + ":");
      }
    }
  }

  @Test
  void aPeerWhoseSocketStaysFullIsCut() {
    try (TestNode node = Nodes.start("RING_MESSAGES_MAX", 16, "WRITE_TIMEOUT_MS", 300);
        TestClient stuck = TestClient.of(node).as("stuck").narrow(4_096).open();
        TestClient publisher = TestClient.open(node, "publisher")) {
      stuck.ask("join", "room", "r");
      flood(publisher, 0, MESSAGES);

      Awaitility.await().until(() -> node.node().openCount() == 1);
      stuck.wire().readToEnd();
      assertThat(publisher.ask("ping").get("type").asString()).isEqualTo("pong");
    }
  }
}
