package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code serve} as people and supervisors meet it: ports, signals, exit codes, one-line errors. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to be told to stop by")
class ServeIT {
  private static Wire.Response handshake(int port) {
    try (Wire wire = new Wire(port)) {
      return wire.request(Wire.handshake("/ws", "Authorization: Bearer " + Tokens.of("bob")));
    }
  }

  @Test
  void aNodeServesUntilItIsToldToStopAndThenSendsItsClientsAway() throws Exception {
    Map<String, String> environment = Nodes.environment("DRAIN_MS", 2_000);
    try (ServeProcess serve = ServeProcess.start(environment)) {
      int[] ports = serve.ready();
      URI admin = ServeProcess.admin(ports[1]);
      assertThat(Admin.get(admin, "health/live").statusCode()).isEqualTo(200);
      assertThat(Admin.get(admin, "health/ready").statusCode()).isEqualTo(200);
      Map<String, Double> before = Admin.metrics(admin);
      TestClient alice = TestClient.of(ports[0]).as("alice").open();
      TestClient bob = TestClient.of(ports[0]).as("bob").open();
      alice.ask("join", "room", "r");
      bob.ask("publish", "room", "r", "data", 1);
      alice.message("r");
      alice.ask("history", "room", "r", "limit", 1);
      assertThat(alice.ask("leave", "room", "x").get("code").asString()).isEqualTo("not_joined");
      try (Wire wire = new Wire(ports[0])) {
        assertThat(wire.request(Wire.handshake("/ws")).status()).isEqualTo(401);
      }
      assertMoved(admin, before);

      serve.terminate();
      long first = alice.next("server_shutdown").get("retryAfterMs").asLong();
      long second = bob.next("server_shutdown").get("retryAfterMs").asLong();
      assertThat(List.of(first, second)).doesNotHaveDuplicates().allMatch(ms -> ms <= 2_000);
      assertThat(Admin.get(admin, "health/ready").statusCode()).isEqualTo(503);
      assertThat(Admin.get(admin, "health/live").statusCode()).isEqualTo(200);
      assertThat(handshake(ports[0]).status()).isEqualTo(503);
      assertThat(alice.leaveAfterClose()).isEqualTo(1001);
      assertThat(bob.leaveAfterClose()).isEqualTo(1001);

      assertThat(serve.exitCode()).isZero();
      assertThat(serve.out().stream().filter(line -> line.startsWith("heliograph ready")))
          .hasSize(1);
      assertThat(serve.err()).noneMatch(line -> line.contains("Exception"));
      assertThat(serve.err()).noneMatch(line -> line.contains("DEVELOPMENT"));
    }
  }

  private static void assertMoved(URI admin, Map<String, Double> before) {
    assertThat(before).containsEntry("heliograph_ready", 1.0);
    assertThat(before).containsKey("jvm_threads_current");
    Awaitility.await()
        .untilAsserted(
            () -> {
              Map<String, Double> now = Admin.metrics(admin);
              for (String name :
                  List.of(
                      "heliograph_connections_opened_total",
                      "heliograph_frames_received_total",
                      "heliograph_bytes_received_total",
                      "heliograph_frames_sent_total",
                      "heliograph_bytes_sent_total",
                      "heliograph_messages_published_total",
                      "heliograph_messages_delivered_total",
                      "heliograph_errors_sent_total",
                      "heliograph_log_reads_total",
                      "heliograph_upgrades_refused_total",
                      "heliograph_connections_open",
                      "heliograph_clients",
                      "heliograph_sessions")) {
                assertThat(now.get(name)).as(name).isGreaterThan(before.get(name));
              }
              assertThat(now.get("heliograph_clients")).isEqualTo(2.0);
            });
  }

  @Test
  void whoNeverAnswersTheCloseIsCutAtTheHardLimit() throws Exception {
    Map<String, String> environment = Nodes.environment("DRAIN_MS", 0, "DRAIN_LIMIT_MS", 100);
    try (ServeProcess serve = ServeProcess.start(environment)) {
      int[] ports = serve.ready();
      TestClient deaf = TestClient.of(ports[0]).open();

      serve.terminate();
      assertThat(deaf.end()).isEqualTo(1001);
      long sinceNs = System.nanoTime();

      assertThat(serve.exitCode()).isZero();
      // The configured limit is never below the 5 s that a closing handshake may take.
      assertThat((System.nanoTime() - sinceNs) / 1_000_000).isLessThan(20_000);
      assertThat(deaf.wire().read()).isNull();
      assertThat(serve.err()).noneMatch(line -> line.contains("Exception"));
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    // In development mode, as a newcomer runs it.
    try (ServeProcess serve = ServeProcess.start(Map.of("HELIOGRAPH_DRAIN_MS", "600000"))) {
      int[] ports = serve.ready();
      assertThat(serve.err()).anyMatch(line -> line.contains("DEVELOPMENT MODE"));
      JsonNode minted = DevToken.of(ports[0], "alice");
      try (TestClient client =
          TestClient.of(ports[0]).token(minted.get("token").asString()).open()) {
        assertThat(client.welcome().get("user").asString()).isEqualTo("alice");
        serve.terminate();
        client.next("server_shutdown");
        assertThat(serve.isAlive()).isTrue();
        long sinceNs = System.nanoTime();
        serve.terminate();

        assertThat(serve.exitCode()).isNotZero();
        assertThat((System.nanoTime() - sinceNs) / 1_000_000).isLessThan(10_000);
      }
    }
  }

  @Test
  void whatKeepsItFromStartingIsToldInOneLine(@TempDir Path folder) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Map<String, String> dev = Map.of();
      Map<String, ServeProcess> starts = new LinkedHashMap<>();
      starts.put("port is in use", ServeProcess.start(with(dev, "PORT", port)));
      starts.put("the port is in use", ServeProcess.start(with(dev, "ADMIN_PORT", port)));
      starts.put("needs auth", ServeProcess.start(with(dev, "HOST", "0.0.0.0")));
      starts.put("32 bytes", ServeProcess.start(with(dev, "AUTH_SECRET", "short")));
      String missing = folder.resolve("missing.yaml").toString();
      starts.put(missing, ServeProcess.start(dev, "--config=" + missing));
      try {
        for (Map.Entry<String, ServeProcess> start : starts.entrySet()) {
          assertToldInOneLine(start.getKey(), start.getValue());
        }
      } finally {
        starts.values().forEach(ServeProcess::close);
      }
    }
  }

  private static Map<String, String> with(Map<String, String> base, String name, String value) {
    Map<String, String> environment = new HashMap<>(base);
    environment.put("HELIOGRAPH_" + name, value);
    return environment;
  }

  private static void assertToldInOneLine(String words, ServeProcess serve)
      throws InterruptedException {
    assertThat(serve.exitCode()).as(words).isIn(1, 2);
    assertThat(serve.out()).as(words).isEmpty();
    List<String> told =
        serve.err().stream()
            // Development mode, the hint that follows a wrong usage, the JVM without our flags.
            .filter(line -> !line.contains("DEVELOPMENT MODE"))
            .filter(line -> !line.startsWith("Try '"))
            .filter(line -> !line.startsWith("WARNING: "))
            .toList();
    assertThat(told).as(words).hasSize(1);
    assertThat(told.getFirst()).contains(words).doesNotContain("Exception");
  }
}
