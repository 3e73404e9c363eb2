package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The close codes a client brings upon itself: RFC 6455's, too many bad frames, too fast. */
class CloseCodesIT {
  private static final int MAX_FRAME_BYTES = 1_000;
  private static final int BAD_FRAMES_MAX = 3;
  private static final int RATE_BREACHES_MAX = 5;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = Nodes.start("MAX_FRAME_BYTES", MAX_FRAME_BYTES, "BAD_FRAMES_MAX", BAD_FRAMES_MAX);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Arguments row(String what, int code, byte[]... frames) {
    return Arguments.argumentSet(what, code, frames);
  }

  static Stream<Arguments> violations() {
    byte[] fine = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int text = 0x80 | Wire.TEXT;
    return Stream.of(
        row("not masked", 1002, Wire.unmasked(text, fine)),
        row("ping not masked", 1002, Wire.unmasked(0x80 | Wire.PING)),
        row("close not masked", 1002, Wire.unmasked(0x80 | Wire.CLOSE, bytes(3, 232))),
        row("RSV1 without compression", 1002, Wire.frame(text | 0x40, fine)),
        row("RSV2", 1002, Wire.frame(text | 0x20, fine)),
        row("RSV3", 1002, Wire.frame(text | 0x10, fine)),
        row("reserved opcode 3", 1002, Wire.frame(0x83, fine)),
        row("reserved opcode 11", 1002, Wire.frame(0x8B, fine)),
        row("fragmented ping", 1002, Wire.frame(Wire.PING, fine)),
        row("ping of 126 bytes", 1002, Wire.frame(0x80 | Wire.PING, new byte[126])),
        row("nothing to continue", 1002, Wire.frame(0x80, fine)),
        row("message inside a message", 1002, Wire.frame(Wire.TEXT, fine), Wire.frame(text, fine)),
        row("length not in its shortest form", 1002, bytes(0x81, 0xFE, 0, 2)),
        row(
            "64-bit length not in its shortest form",
            1002,
            bytes(0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 9)),
        row("negative length", 1002, bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0)),
        row("close of one byte", 1002, Wire.frame(0x88, bytes(3))),
        row("close code 1005", 1002, Wire.frame(0x88, bytes(1005 >> 8, 1005))),
        row("close code 999", 1002, Wire.frame(0x88, bytes(999 >> 8, 999))),
        row("close code 5000", 1002, Wire.frame(0x88, bytes(5000 >> 8, 5000))),
        row("close reason is not UTF-8", 1007, Wire.frame(0x88, bytes(3, 232, 0xFF))),
        row("text is not UTF-8", 1007, Wire.frame(text, bytes('"', 0xC0, 0xAF, '"'))),
        row("surrogate", 1007, Wire.frame(text, bytes(0xED, 0xA0, 0x80))),
        row("text ends in a character", 1007, Wire.frame(text, bytes('a', 0xE2, 0x82))),
        row(
            "text goes wrong in a later fragment",
            1007,
            Wire.frame(Wire.TEXT, bytes(0xF4)),
            Wire.frame(Wire.CONTINUATION, bytes(0x90))),
        row("too long", 1009, Wire.head(text, MAX_FRAME_BYTES + 1)),
        row("far too long", 1009, Wire.head(text, Long.MAX_VALUE)),
        row(
            "too long in sum",
            1009,
            Wire.frame(Wire.TEXT, new byte[MAX_FRAME_BYTES]),
            Wire.frame(0x80, bytes('a'))));
  }

  @ParameterizedTest
  @MethodSource("violations")
  void aBrokenRuleClosesWithItsCode(int code, byte[]... frames) {
    for (int firstBytes : new int[] {Integer.MAX_VALUE, 1}) {
      try (TestClient client = TestClient.open(node, "alice")) {
        for (byte[] frame : frames) {
          // Once whole, once split after its first byte.
          int split = Math.min(firstBytes, frame.length);
          client.wire().send(Arrays.copyOf(frame, split));
          client.wire().send(Arrays.copyOfRange(frame, split, frame.length));
        }

        assertThat(client.end()).isEqualTo(code);
        client.wire().endOutput();
        assertThat(client.wire().read()).isNull();
        assertThat(client.kept()).isEmpty();
      }
    }
  }

  static Stream<Arguments> deflateViolations() {
    int packed = 0xC0 | Wire.TEXT;
    return Stream.of(
        row("RSV1 on a ping", 1002, Wire.frame(0xC0 | Wire.PING)),
        row(
            "RSV1 on a continuation",
            1002,
            Wire.frame(0x40 | Wire.TEXT, bytes(0)),
            Wire.frame(0xC0, bytes(0))),
        row("no deflate data", 1007, Wire.frame(packed, bytes(0xFF, 0xFF, 0xFF, 0xFF))),
        row("inflates to too much", 1009, Wire.frame(packed, deflated(50_000))));
  }

  private static byte[] deflated(int zeros) {
    java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
    deflater.setInput(new byte[zeros]);
    byte[] out = new byte[1_000];
    int length = deflater.deflate(out, 0, out.length, java.util.zip.Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }

  @ParameterizedTest
  @MethodSource("deflateViolations")
  void abusedCompressionClosesWithItsCode(int code, byte[]... frames) {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate";
    try (TestClient client = TestClient.of(node).header(offer).open()) {
      for (byte[] frame : frames) {
        client.wire().send(frame);
      }

      assertThat(client.end()).isEqualTo(code);
    }
  }

  @Test
  void aMessageOfTheGreatestSizePasses() {
    try (TestClient client = TestClient.open(node, "alice")) {
      byte[] frame = Dialect.JSON.write(Map.of("type", "ping", "id", 1));
      byte[] padded = Arrays.copyOf(frame, MAX_FRAME_BYTES);
      Arrays.fill(padded, frame.length, padded.length, (byte) ' ');
      client.wire().send(Wire.TEXT, padded);

      assertThat(client.reply(1).get("type").asString()).isEqualTo("pong");
      assertThat(client.leave()).isEqualTo(1000);
    }
  }

  @Test
  void aCloseIsAnsweredWithItsOwnCode() {
    for (int code : new int[] {1000, 1001, 1008, 3000, 4999}) {
      try (TestClient client = TestClient.open(node, "alice")) {
        client.wire().send(Wire.CLOSE, (byte) (code >> 8), (byte) code, (byte) 'b', (byte) 'y');
        assertThat(client.end()).isEqualTo(code);
        assertThat(client.wire().read()).isNull();
      }
    }
    try (TestClient client = TestClient.open(node, "alice")) {
      client.wire().send(Wire.CLOSE);
      assertThat(client.end()).isEqualTo(1005);
      assertThat(client.wire().read()).isNull();
    }
  }

  @Test
  void whoKeepsSendingBadFramesIsClosedWith1008() {
    try (TestClient client = TestClient.open(node, "alice")) {
      for (int i = 0; i < BAD_FRAMES_MAX; i++) {
        client.wire().send(Wire.TEXT, (byte) '{');
        assertThat(client.next("error").get("code").asString()).isEqualTo("bad_frame");
      }
      // A field that is wrong is an honest mistake, and not counted.
      assertThat(client.ask("join").get("code").asString()).isEqualTo("invalid");
      client.wire().send(Wire.TEXT, (byte) '{');

      assertThat(client.end()).isEqualTo(1008);
    }
  }

  @Test
  void whoIsTooFastIsToldWhenToGoOnAndClosedIfItDoesNotListen() {
    try (TestNode slow =
            Nodes.start("MAX_FRAMES_PER_SECOND", 10, "RATE_BREACHES_MAX", RATE_BREACHES_MAX);
        TestClient other = TestClient.open(slow, "bob");
        TestClient client = TestClient.open(slow, "alice")) {
      List<Integer> ids = Stream.generate(() -> client.send("ping")).limit(11).toList();
      JsonNode refused = client.next("error");

      assertThat(refused.get("code").asString()).isEqualTo("rate_limited");
      assertThat(refused.get("id").asInt()).isIn(ids);
      assertThat(refused.get("retryAfterMs").asLong()).isBetween(1L, 1_000L);
      long goOnAtNs = System.nanoTime() + refused.get("retryAfterMs").asLong() * 1_000_000;
      Awaitility.await().until(() -> System.nanoTime() - goOnAtNs > 0);
      assertThat(client.ask("ping").get("type").asString()).isEqualTo("pong");
      for (int i = 0; i < 40; i++) {
        client.send("ping");
      }
      assertThat(client.end()).isEqualTo(4429);
      // What is not yet written as it is closed is not written any more.
      assertThat(client.kept().stream().filter(f -> f.has("code")))
          .hasSizeLessThan(RATE_BREACHES_MAX)
          .allMatch(f -> f.get("code").asString().equals("rate_limited"));
      assertThat(other.ask("ping").get("type").asString()).isEqualTo("pong");
    }
    try (TestNode slow = Nodes.start("MAX_BYTES_PER_SECOND", 500);
        TestClient client = TestClient.open(slow, "alice")) {
      client.ask("publish", "room", "r", "data", "x".repeat(400));
      JsonNode refused = client.ask("publish", "room", "r", "data", "x".repeat(400));
      assertThat(refused.get("code").asString()).isEqualTo("rate_limited");
    }
  }
}
