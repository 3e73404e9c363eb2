package heliograph.websocket.upgrade;

import static heliograph.websocket.RawClient.bareHandshake;
import static heliograph.websocket.RawClient.handshake;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Response;
import heliograph.websocket.TestNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each row of the protocol's table of answers to a handshake, over a socket. */
class HandshakeIT {
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = new TestNode();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Response ask(String request) {
    return ask(node, request);
  }

  private static Response ask(TestNode node, String request) {
    try (RawClient client = new RawClient(node.port())) {
      return client.request(request);
    }
  }

  private static void assertRefused(Response response, int status, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"code\":\"" + code + "\",\"message\":\"")
        .endsWith("\"}");
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header("X-Request-Id")).isNotBlank();
  }

  @Test
  void aValidHandshakeIsAnsweredWithTheProofThatItWasRead() {
    Response response = ask(handshake("/ws"));

    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
    assertThat(response.header("Upgrade")).isEqualTo("websocket");
    assertThat(response.header("Connection")).isEqualTo("Upgrade");
    assertThat(response.header("Sec-WebSocket-Protocol")).isNull();
    assertThat(response.header("Sec-WebSocket-Extensions")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Connection: Upgrade | Connection: keep-alive, upgrade",
        "Upgrade: websocket | Upgrade: wEBSOCKEt",
        "Upgrade: websocket | UPGRADE:   WebSocket",
      })
  void tokensMayBeWrittenInOtherWays(String from, String to) {
    assertThat(ask(handshake("/ws").replace(from, to)).status()).isEqualTo(101);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | POST",
        "Upgrade: websocket | Upgrade: h2c",
        "Upgrade: websocket | Upgrade: websocket, h2c",
        "Upgrade: websocket | Accept: */*",
        "Connection: Upgrade | Connection: keep-alive",
        "Connection: Upgrade | Accept: */*",
        "dGhlIHNhbXBsZSBub25jZQ== | dGhlIHNhbXBsZSBub25j",
        "dGhlIHNhbXBsZSBub25jZQ== | dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZQ== | dGhlIHNhbXBsZSBub25jZ!==",
        "Sec-WebSocket-Key: | X-Key:",
        "Host: localhost | X-Host: localhost",
        "Host: localhost | Content-Length: 3",
      })
  void whatIsNoHandshakeIsABadRequest(String from, String to) {
    assertRefused(ask(handshake("/ws").replace(from, to)), 400, "bad_request");
  }

  @Test
  void aKeyGivenTwiceIsABadRequest() {
    String second = "Sec-WebSocket-Key: " + RawClient.KEY;
    assertRefused(ask(handshake("/ws", second)), 400, "bad_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Version: 8",
        "Sec-WebSocket-Version: 13, 8",
        "Sec-WebSocket-Version: 013",
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 13",
        "X: y"
      })
  void anotherVersionIsToldWhichOneToUse(String version) {
    Response response = ask(handshake("/ws").replace("Sec-WebSocket-Version: 13", version));

    assertRefused(response, 426, "upgrade_required");
    assertThat(response.header("Sec-WebSocket-Version")).isEqualTo("13");
  }

  @Test
  void withoutATokenThereIsNoWayIn() {
    Response response = ask(bareHandshake("/ws"));

    assertRefused(response, 401, "unauthorized");
    assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer expired",
        "Sec-WebSocket-Protocol: bearer.expired",
        "Cookie: a=b; heliograph_token=expired",
        // The first carrier decides, whatever the others hold.
        "Authorization: bearer expired\r\nCookie: heliograph_token=alice",
        "Sec-WebSocket-Protocol: bearer.expired\r\nCookie: heliograph_token=alice",
      })
  void aTokenThatDoesNotHoldIsRefusedWithTheReason(String header) {
    Response response = ask(bareHandshake("/ws?token=alice", header));

    assertRefused(response, 401, "unauthorized");
    assertThat(response.body()).contains("the token has expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ws | Authorization: Bearer carol",
        "/ws | Authorization: BEARER carol",
        "/ws | Sec-WebSocket-Protocol: heliograph.v1.json, bearer.carol",
        "/ws | Cookie: x=y; heliograph_token=\"carol\"",
        "/ws?a=b&token=carol | X: y",
        "/ws?token=%63arol | X: y",
        "/ws?token=expired | Authorization: Bearer carol",
        "/ws?token=carol | Authorization: Basic Ym9iOmJvYg==",
      })
  void eachCarrierBringsTheTokenIn(String path, String header) {
    node.hub().inputs().clear();
    try (RawClient client = new RawClient(node.port())) {
      assertThat(client.request(bareHandshake(path, header)).status()).isEqualTo(101);
      client.readFrame();
    }

    Input.Opened opened = node.hub().inputs(Input.Opened.class).getLast();
    assertThat(opened.principal().user().value()).isEqualTo("carol");
  }

  @Test
  void theResumeSecretIsHandedOn() {
    try (RawClient client = new RawClient(node.port())) {
      client.request(handshake("/ws?x&resume=a%2Bb&resume=c"));
      client.readFrame();
    }

    assertThat(node.hub().inputs(Input.Opened.class).getLast().resume()).isEqualTo("a+b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws?token=%", "/ws?token=%4", "/ws?token=%zz", "/ws?=&&token"})
  void aMalformedQueryIsRefusedLikeAnyOther(String path) {
    assertThat(ask(bareHandshake(path)).status()).isIn(400, 401);
  }

  @Test
  void aTokenThatDoesNotAllowToConnectIsForbidden() {
    assertRefused(ask(bareHandshake("/ws?token=mute")), 403, "forbidden");
  }

  @Test
  void aForeignOriginIsForbidden() {
    assertRefused(ask(handshake("/ws", "Origin: https://evil.example")), 403, "forbidden_origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Origin: http://localhost", "Origin: http://LOCALHOST:80"})
  void thePagesOfItsOwnHostMayConnect(String origin) {
    assertThat(ask(handshake("/ws", origin)).status()).isEqualTo(101);
  }

  @Test
  void keysOutOfReachAreNobodysFault() {
    Response response = ask(bareHandshake("/ws?token=nokeys"));

    assertRefused(response, 503, "unavailable");
    assertThat(response.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void aFaultOfOursShowsNothingOfItself() {
    Response response = ask(bareHandshake("/ws?token=broken", "X-Request-Id: find-me"));

    assertRefused(response, 500, "internal");
    assertThat(response.body()).doesNotContain("verifier", "Exception");
    assertThat(response.header("X-Request-Id")).isEqualTo("find-me");
  }

  @Test
  void aNodeThatIsNotReadyOrDrainsTurnsClientsAway() {
    try (TestNode drained = new TestNode()) {
      drained.ready(false);
      Response unready = ask(drained, handshake("/ws"));
      drained.ready(true);
      Response ready = ask(drained, handshake("/ws"));
      drained.transport().beginDrain();
      Response draining = ask(drained, handshake("/ws"));

      assertRefused(unready, 503, "draining");
      assertThat(ready.status()).isEqualTo(101);
      assertRefused(draining, 503, "draining");
      assertThat(draining.header("Retry-After")).isEqualTo("5");
      assertThat(drained.counts().of(Counter.UPGRADES_REFUSED)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"node", "user", "address"})
  void oneConnectionTooManyIsRefusedUntilAnotherIsGone(String bound) {
    try (TestNode bounded =
        new TestNode(
            c ->
                c.with(
                    e -> {
                      e.maxConnections = bound.equals("node") ? 2 : 0;
                      e.maxConnectionsPerUser = bound.equals("user") ? 2 : 0;
                      e.maxConnectionsPerAddress = bound.equals("address") ? 2 : 0;
                    }))) {
      try (RawClient first = RawClient.open(bounded.port());
          RawClient second = RawClient.open(bounded.port())) {
        first.readFrame();
        second.readFrame();
        Response third = ask(bounded, handshake("/ws"));

        assertRefused(third, 429, "too_many_connections");
        assertThat(third.header("Retry-After")).isEqualTo("5");
        // A refusal gives back whatever it had taken.
        assertThat(ask(bounded, bareHandshake("/ws")).status())
            .isEqualTo(bound.equals("user") ? 401 : 429);
      }
      Eventually.holds(() -> bounded.transport().openCount() == 0);
      for (int i = 0; i < 5; i++) {
        assertThat(ask(bounded, bareHandshake("/ws?token=expired")).status()).isEqualTo(401);
      }
      RawClient.open(bounded.port()).close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "heliograph.v1.json | heliograph.v1.json",
        "heliograph.v1.cbor | heliograph.v1.cbor",
        "chat, heliograph.v1.cbor, heliograph.v1.json | heliograph.v1.cbor",
        "bearer.bob,heliograph.v1.json | heliograph.v1.json",
        "chat | ",
        "bearer.bob | ",
        "HELIOGRAPH.V1.JSON | ",
      })
  void theFirstKnownSubprotocolIsChosenAndATokenIsNeverEchoed(String offers, String chosen) {
    Response response = ask(handshake("/ws", "Sec-WebSocket-Protocol: " + offers));

    assertThat(response.status()).isEqualTo(101);
    assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo(chosen);
    assertThat(response.toString()).doesNotContain("bearer");
  }

  @Test
  void subprotocolsMayBeOfferedOnSeveralLines() {
    Response response =
        ask(
            bareHandshake(
                "/ws",
                "Sec-WebSocket-Protocol: bearer.bob",
                "Sec-WebSocket-Protocol: heliograph.v1.cbor"));

    assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("heliograph.v1.cbor");
  }

  @Test
  void compressionIsAgreedToWhereItIsOffered() {
    Response response =
        ask(
            handshake(
                "/ws", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"));

    assertThat(response.header("Sec-WebSocket-Extensions"))
        .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  }

  @Test
  void compressionCanBeTurnedOff() {
    try (TestNode plain = new TestNode(c -> c.with(e -> e.compression = false))) {
      Response response =
          ask(plain, handshake("/ws", "Sec-WebSocket-Extensions: permessage-deflate"));

      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header("Sec-WebSocket-Extensions")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Request-Id: abc-1 | abc-1",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            + " | 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      })
  void aConnectionIsCalledWhatItsClientCallsIt(String header, String id) {
    assertThat(ask(handshake("/ws", header)).header("X-Request-Id")).isEqualTo(id);
    assertThat(ask(bareHandshake("/ws", header)).header("X-Request-Id")).isEqualTo(id);
    assertThat(ask("GET /ws HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n").header("X-Request-Id"))
        .isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Request-Id: two words",
        "X-Request-Id: caf\u00e9",
        "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "traceparent: 00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "X: y",
      })
  void aNameThatIsNotFitToBeRepeatedIsReplaced(String header) {
    Response response = ask(bareHandshake("/ws", header));

    assertThat(response.header("X-Request-Id")).matches("[A-Za-z0-9_-]{22}");
  }

  @Test
  void aLongNameIsReplaced() {
    Response response = ask(handshake("/ws", "X-Request-Id: " + "x".repeat(129)));

    assertThat(response.header("X-Request-Id")).hasSize(22);
  }

  @Test
  void otherPathsAreLeftToHttp() {
    String upgrade = handshake("/hello");

    assertThat(ask(upgrade).body()).isEqualTo("hello");
    assertRefused(ask(handshake("/nowhere")), 404, "not_found");
    assertThat(ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status()).isEqualTo(200);
  }
}
