package heliograph.node;

import static heliograph.node.Wire.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import heliograph.node.Wire.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is let in, and what the others are told: the protocol's chapter "Connecting". */
class AdmissionIT {
  private static final long NOW_S = System.currentTimeMillis() / 1_000;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        Nodes.start(
            "AUTH_ISSUER", "https://issuer.example",
            "AUTH_AUDIENCE", "heliograph",
            "ALLOWED_ORIGINS", "https://app.example.com,https://*.example.org");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Response ask(TestNode node, String request) {
    try (Wire wire = new Wire(node.node().httpPort())) {
      return wire.request(request);
    }
  }

  private static Response ask(String target, String... lines) {
    return ask(node, handshake(target, lines));
  }

  private static String token(String user, Map<String, ?> more) {
    Map<String, Object> claims = new java.util.HashMap<>();
    claims.put("iss", "https://issuer.example");
    claims.put("aud", List.of("others", "heliograph"));
    claims.putAll(more);
    return Tokens.of(user, claims);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static void assertRefused(Response response, int status, String code) {
    assertThat(response.status()).isEqualTo(status);
    JsonNode body = new JsonMapper().readTree(response.body());
    assertThat(body.propertyNames()).containsExactlyInAnyOrder("code", "message");
    assertThat(body.get("code").asString()).isEqualTo(code);
    assertThat(body.get("message").asString()).isNotBlank().doesNotContain("Exception");
    assertThat(response.header("X-Request-Id")).isNotBlank();
  }

  static Stream<List<String>> carriers() {
    String good = token("carol", Map.of());
    String other = token("mallory", Map.of());
    return Stream.of(
        List.of("/ws", bearer(good)),
        List.of("/ws", "Sec-WebSocket-Protocol: heliograph.v1.json, bearer." + good),
        List.of("/ws", "Cookie: theme=dark; heliograph_token=" + good),
        List.of("/ws?token=" + good),
        // The order is the protocol's: each carrier comes before those below it.
        List.of("/ws?token=" + other, "Cookie: heliograph_token=" + good),
        List.of(
            "/ws",
            "Cookie: heliograph_token=" + other,
            "Sec-WebSocket-Protocol: heliograph.v1.json, bearer." + good),
        List.of("/ws", "Sec-WebSocket-Protocol: bearer." + other, bearer(good)));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void theTokenIsFoundInEachCarrierInOrder(List<String> handshake) {
    try (Wire wire = new Wire(node.node().httpPort())) {
      String[] lines = handshake.subList(1, handshake.size()).toArray(String[]::new);

      Response response = wire.request(handshake(handshake.getFirst(), lines));

      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(Wire.ACCEPT);
      assertThat(String.join("\n", response.headers())).doesNotContain("bearer");
      JsonNode welcome = Dialect.JSON.read(wire.read().payload());
      assertThat(welcome.get("user").asString()).isEqualTo("carol");
    }
  }

  static Stream<String> badTokens() {
    String good = token("carol", Map.of());
    String[] parts = good.split("\\.");
    Map<String, Object> claims =
        Map.of("sub", "carol", "iss", "https://issuer.example", "aud", "heliograph");
    return Stream.of(
        Tokens.signed("another secret of thirty-two bytes", Map.of("alg", "HS256"), claims),
        token("carol", Map.of("iss", "https://other.example")),
        token("carol", Map.of("aud", "others")),
        token("carol", Map.of("exp", NOW_S - 120)),
        token("carol", Map.of("nbf", NOW_S + 120)),
        token("carol", Map.of("exp", "tomorrow")),
        token("", Map.of()),
        token("carol", Map.of("sub", 7)),
        token("carol", Map.of("rooms", "all")),
        Tokens.signed(Tokens.SECRET, Map.of("alg", "none"), claims),
        Tokens.signed(Tokens.SECRET, Map.of("alg", "HS512"), claims),
        Tokens.signed(Tokens.SECRET, Map.of("alg", "RS256"), claims),
        Tokens.signed(Tokens.SECRET, Map.of("typ", "JWT"), claims),
        parts[0] + "." + parts[1] + ".",
        parts[0] + "." + parts[1],
        good + "x",
        "a.b.c",
        "%00",
        "x".repeat(9_000).substring(0, 8_200));
  }

  @ParameterizedTest
  @MethodSource("badTokens")
  void aTokenThatDoesNotHoldGets401(String token) {
    Response response = ask("/ws", bearer(token));

    assertRefused(response, 401, "unauthorized");
    assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(response.body()).doesNotContain(token);
  }

  @Test
  void noTokenGets401() {
    Response response = ask("/ws");

    assertRefused(response, 401, "unauthorized");
    assertThat(response.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void aTokenWithoutTheConnectRightGets403() {
    String mute = token("carol", Map.of("can", List.of("something")));
    String able = token("carol", Map.of("can", List.of("connect")));

    assertRefused(ask("/ws", bearer(mute)), 403, "forbidden");
    assertThat(ask("/ws", bearer(able)).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "https://example.org",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.example",
        "http://localhost",
        "null"
      })
  void anOriginThatIsNotAllowedGets403(String origin) {
    String good = bearer(token("carol", Map.of()));

    assertRefused(ask("/ws", good, "Origin: " + origin), 403, "forbidden_origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://app.example.com", "https://a.b.example.org"})
  void anAllowedOriginIsLetIn(String origin) {
    assertThat(ask("/ws", bearer(token("carol", Map.of())), "Origin: " + origin).status())
        .isEqualTo(101);
  }

  @Test
  void anotherVersionGets426AndNoUpgradeGets400() {
    String good = bearer(token("carol", Map.of()));
    String valid = handshake("/ws", good);

    Response version = ask(node, valid.replace("Version: 13", "Version: 8"));

    assertRefused(version, 426, "upgrade_required");
    assertThat(version.header("Sec-WebSocket-Version")).isEqualTo("13");
    assertRefused(ask(node, valid.replace("Upgrade: websocket\r\n", "")), 400, "bad_request");
    assertRefused(ask(node, valid.replace("GET", "PUT")), 400, "bad_request");
    assertRefused(ask(node, valid.replace(Wire.KEY, "short")), 400, "bad_request");
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void theSubprotocolAskedForIsSpoken(Dialect dialect) {
    String good = "bearer." + token("carol", Map.of());
    String offer = "Sec-WebSocket-Protocol: soap, " + good + ", " + dialect.subprotocol;
    try (Wire wire = new Wire(node.node().httpPort())) {
      Response response = wire.request(handshake("/ws", offer));

      assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(dialect.subprotocol);
      Wire.Frame welcome = wire.read();
      assertThat(welcome.opcode()).isEqualTo(dialect.opcode);
      assertThat(dialect.read(welcome.payload()).get("type").asString()).isEqualTo("welcome");
    }
  }

  @Test
  void theCorrelationIdIsTheClientsIfItIsFitToBeRepeated() {
    String good = bearer(token("carol", Map.of()));
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    assertThat(ask("/ws", good, "X-Request-Id: q-1", "traceparent: " + trace))
        .extracting(r -> r.header("X-Request-Id"))
        .isEqualTo("q-1");
    assertThat(ask("/ws", good, "traceparent: " + trace).header("X-Request-Id")).isEqualTo(trace);
    assertThat(ask("/ws", "X-Request-Id: q-2").header("X-Request-Id")).isEqualTo("q-2");
    List<String> made = new ArrayList<>();
    made.add(ask("/ws", good).header("X-Request-Id"));
    made.add(ask("/ws", good, "X-Request-Id: a b").header("X-Request-Id"));
    made.add(ask("/ws", good, "traceparent: 00-0-0-00").header("X-Request-Id"));
    assertThat(made).doesNotHaveDuplicates().allMatch(id -> id.length() >= 16);
    assertThat(made).noneMatch(id -> id.contains(" "));
  }

  @Test
  void eachBoundOnConnectionsRefusesTheNextAndLetsItInWhenOneIsGone() {
    try (TestNode small = Nodes.start("MAX_CONNECTIONS", 2)) {
      assertBounded(small, List.of("alice", "bob"), "carol", true);
    }
    try (TestNode small = Nodes.start("MAX_CONNECTIONS_PER_USER", 2)) {
      assertBounded(small, List.of("alice", "alice"), "alice", false);
    }
    try (TestNode small = Nodes.start("MAX_CONNECTIONS_PER_ADDRESS", 2)) {
      assertBounded(small, List.of("alice", "bob"), "carol", true);
    }
  }

  private static void assertBounded(
      TestNode small, List<String> allowed, String next, boolean othersToo) {
    List<TestClient> clients = allowed.stream().map(user -> TestClient.open(small, user)).toList();
    String request = handshake("/ws", bearer(Tokens.of(next)));
    Response refused = ask(small, request);
    Response other = ask(small, handshake("/ws", bearer(Tokens.of("zoe"))));

    assertRefused(refused, 429, "too_many_connections");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    assertThat(other.status()).isEqualTo(othersToo ? 429 : 101);
    clients.getFirst().close();
    Awaitility.await().until(() -> ask(small, request).status() == 101);
    clients.forEach(TestClient::close);
  }

  @Test
  void keysOutOfReachAreNoFaultOfTheClient() {
    try (TestNode keyless = Nodes.start("AUTH_JWKS", "http://127.0.0.1:9/keys")) {
      String rs = Tokens.signed("whatever", Map.of("alg", "RS256", "kid", "k"), Map.of("sub", "a"));

      Response response = ask(keyless, handshake("/ws", bearer(rs)));

      assertRefused(response, 503, "unavailable");
      assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
      try (TestClient client = TestClient.open(keyless, "alice")) {
        JsonNode reply = client.ask("refresh", "token", rs);
        assertThat(reply.get("code").asString()).isEqualTo("unavailable");
      }
    }
  }
}
