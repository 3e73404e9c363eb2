package heliograph.websocket.upgrade;

import static heliograph.websocket.RawClient.handshake;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Response;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that are malformed, too long or too slow, and what may stand behind a good one. */
class MalformedHandshakeIT {
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
    try (RawClient client = new RawClient(node.port())) {
      return client.request(request);
    }
  }

  private static void assertRefused(Response response, int status, String code) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"code\":\"" + code + "\",\"message\":\"");
    assertThat(response.header("X-Request-Id")).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /ws HTTP/1.0 | 505",
        "GET /ws | 400",
        "GET /ws HTTP/1.2 | 400",
        "GET /ws HTTP/2.0 | 400",
        "GET /ws http/1.1 | 400",
        "GET  /ws HTTP/1.1 | 400",
        "GET /ws HTTP/1.1 HTTP/1.1 | 400",
        "GET /ws\tHTTP/1.1 | 400",
        "GET /w\u0000s HTTP/1.1 | 400",
        "G\u0001T /ws HTTP/1.1 | 400",
        "GET /ws#top HTTP/1.1 | 400",
        "GET ws HTTP/1.1 | 404",
        "GET * HTTP/1.1 | 404",
        "GET /%77s/.. HTTP/1.1 | 404",
        "PRI * HTTP/2.0 | 400",
        "/ws HTTP/1.1 | 400",
        "HEAD /ws HTTP/1.1 | 400",
        "NONSENSE | 400",
        "GET /ws?x=%zz HTTP/1.1 | 400",
      })
  void whatIsNoHttpGetsAProblemToo(String line, int status) {
    Response response = ask(handshake("/ws").replace("GET /ws HTTP/1.1", line));

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).startsWith("{\"code\":");
    assertThat(response.header("X-Request-Id")).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X",
        ": y",
        "X : y",
        "X(y): z",
        "X: a\u0000b",
        "X: a\u0001b",
        "X: a\rb",
        "X: y\r\n folded",
        "Host: other",
        "Content-Length: -1",
        "Content-Length: x",
        "Content-Length: 5",
        "Content-Length: 0\r\nContent-Length: 5",
        "Transfer-Encoding: chunked",
        "Origin: http://localhost\r\nOrigin: http://localhost",
        "Authorization: Bearer bob",
      })
  void aMalformedOrRepeatedHeaderIsABadRequest(String header) {
    assertRefused(ask(handshake("/ws", header)), 400, "bad_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host:", "Host: a b", "Host: user@localhost"})
  void aHostThatIsNoneIsABadRequest(String host) {
    assertRefused(ask(handshake("/ws").replace("Host: localhost", host)), 400, "bad_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
        "dGhl IHNhbXBsZSBub25jZQ==",
        "dGhlIHNhbXBsZSBub25jZWE=",
        "!!!!!!!!!!!!!!!!!!!!!!==",
      })
  void aKeyThatIsNotSixteenBytesIsABadRequest(String key) {
    assertRefused(ask(handshake("/ws").replace(RawClient.KEY, key)), 400, "bad_request");
  }

  @Test
  void linesMustEndInCarriageReturnAndLineFeed() {
    assertThat(ask(handshake("/ws").replace("\r\n", "\n")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X:", "X:\ty", "X: caf\u00e9", "Content-Length: 0", "Sec-WebSocket-Protocol: ;,"})
  void whatIsOddButAllowedIsLetIn(String header) {
    assertThat(ask(handshake("/ws", header)).status()).isEqualTo(101);
  }

  @Test
  void whatIsTooLongIsRefused() {
    assertRefused(ask(handshake("/ws?x=" + "y".repeat(9_000))), 414, "too_large");
    assertRefused(ask("G".repeat(9_000) + " /ws HTTP/1.1\r\n\r\n"), 414, "too_large");
    assertRefused(ask(handshake("/ws", "X: " + "y".repeat(17_000))), 431, "too_large");
    assertRefused(ask(handshake("/ws", "X: y\r\n".repeat(3_000) + "X: y")), 431, "too_large");
  }

  @Test
  void aHandshakeThatTricklesInIsCutInTime() {
    try (TestNode strict = new TestNode(c -> c.with(e -> e.handshakeTimeoutMs = 200));
        RawClient silent = new RawClient(strict.port());
        RawClient halfway = new RawClient(strict.port());
        RawClient second = new RawClient(strict.port())) {
      halfway.sendRaw("GET /ws HTTP/1.1\r\nHost: x\r\nX".getBytes());
      second.request("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
      second.sendRaw("GET /hello HTTP/1.1\r\nX".getBytes());

      silent.readToEnd();
      halfway.readToEnd();
      second.readToEnd();
    }
  }

  /** A byte every now and then keeps nobody from being cut: the whole head has its time. */
  @Test
  void aHandshakeThatComesByteByByteIsCutInTime() throws InterruptedException {
    byte[] head = handshake("/ws", "X: " + "y".repeat(2_000)).getBytes(StandardCharsets.US_ASCII);
    AtomicInteger sent = new AtomicInteger();
    try (TestNode strict = new TestNode(c -> c.with(e -> e.handshakeTimeoutMs = 300));
        RawClient client = new RawClient(strict.port());
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
      // Stops by itself when the socket is closed: then a send throws.
      pace.scheduleWithFixedDelay(
          () -> client.sendRaw(new byte[] {head[sent.getAndIncrement()]}), 0, 20, MILLISECONDS);

      client.readToEnd();
      pace.shutdownNow();

      assertThat(sent.get()).isLessThan(head.length);
    }
  }

  @Test
  void framesRightBehindTheHandshakeAreRead() {
    try (RawClient client = new RawClient(node.port())) {
      byte[] head = handshake("/ws").getBytes(StandardCharsets.US_ASCII);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(head);
      for (int i = 0; i < 3; i++) {
        all.writeBytes(RawClient.frame(true, Opcode.PING, new byte[] {(byte) i}));
      }
      all.writeBytes(RawClient.frame(true, Opcode.CLOSE, new byte[] {3, (byte) 0xE8}));
      client.sendRaw(all.toByteArray());

      assertThat(client.readResponse().status()).isEqualTo(101);
      int pongs = 0;
      RawClient.Frame frame = client.readFrame();
      for (; frame.opcode() != Opcode.CLOSE; frame = client.readFrame()) {
        pongs += frame.opcode() == Opcode.PONG ? 1 : 0;
      }
      assertThat(pongs).isEqualTo(3);
      assertThat(frame.closeCode()).isEqualTo(1000);
    }
  }
}
