package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a message carries arrives as it was sent, across formats, compressed or not. */
class DataIT {
  private static final String DEFLATE =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = Nodes.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static TestClient open(String user, Dialect dialect) {
    return TestClient.of(node).as(user).in(dialect).open();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everyKindOfValueArrivesInBothFormats(Dialect sender) {
    Map<String, Object> odd = new TreeMap<>();
    odd.put("", "");
    odd.put("\"\\\u0000\u2028", "\ud83d\ude00 \u0007 </script>");
    odd.put("nothing", null);
    List<Object> values =
        Arrays.asList(
            null,
            true,
            0,
            -1,
            Long.MIN_VALUE,
            new BigInteger("18446744073709551615"),
            1.5,
            -2.5e-30,
            "",
            "text",
            List.of(),
            Map.of(),
            odd,
            List.of(1, List.of(List.of("deep", Map.of("a", List.of())))));
    String room = "values." + sender;
    try (TestClient from = open("alice", sender);
        TestClient json = open("bob", Dialect.JSON);
        TestClient cbor = open("carol", Dialect.CBOR)) {
      json.ask("join", "room", room);
      cbor.ask("join", "room", room);
      for (Object value : values) {
        from.ask("publish", "room", room, "data", value);
        JsonNode wanted = Dialect.JSON.read(Dialect.JSON.write(fields(value))).get("data");

        assertThat(same(json.message(room).get("data"))).isEqualTo(same(wanted));
        assertThat(same(cbor.message(room).get("data"))).isEqualTo(same(wanted));
      }
    }
  }

  private static Map<String, Object> fields(Object data) {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("data", data);
    return fields;
  }

  /** Numbers of equal value compare equal, whatever type a reader gave them. */
  private static String same(JsonNode value) {
    return new String(Dialect.JSON.write(Map.of("data", value))).replace("E-", "e-");
  }

  @Test
  void byteStringsArriveAsBytesInCborAndAsBase64InJson() {
    byte[] bytes = {0, (byte) 0xFF, 0x7F, 10};
    try (TestClient json = open("bob", Dialect.JSON);
        TestClient cbor = open("carol", Dialect.CBOR)) {
      json.ask("join", "room", "bytes");
      cbor.ask("join", "room", "bytes");

      cbor.ask("publish", "room", "bytes", "data", bytes);

      JsonNode text = json.message("bytes");
      assertThat(text.get("encoding").asString()).isEqualTo("base64");
      assertThat(Base64.getDecoder().decode(text.get("data").asString())).isEqualTo(bytes);
      JsonNode binary = cbor.message("bytes");
      assertThat(binary.get("data").isBinary()).isTrue();
      assertThat(binary.get("data").binaryValue()).isEqualTo(bytes);
      assertThat(binary.has("encoding")).isFalse();
      JsonNode page = json.ask("history", "room", "bytes", "limit", 1);
      assertThat(page.get("messages").get(0).get("encoding").asString()).isEqualTo("base64");
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void aMessageFromTheThresholdOnIsCompressedWhereThatWasAgreed(Dialect dialect) {
    String room = "deflated." + dialect;
    String large = "abcdefgh".repeat(1_000);
    try (TestClient packed = TestClient.of(node).as("bob").in(dialect).header(DEFLATE).open();
        TestClient plain = open("carol", dialect)) {
      assertThat(packed.response().header("Sec-WebSocket-Extensions"))
          .contains("permessage-deflate", "server_no_context_takeover");
      assertThat(plain.response().header("Sec-WebSocket-Extensions")).isNull();
      packed.ask("join", "room", room);
      plain.ask("join", "room", room);

      plain.ask("publish", "room", room, "data", "small");
      plain.ask("publish", "room", room, "data", large);

      assertThat(packed.message(room).get("data").asString()).isEqualTo("small");
      assertThat(packed.lastWasCompressed()).isFalse();
      assertThat(packed.message(room).get("data").asString()).isEqualTo(large);
      assertThat(packed.lastWasCompressed()).isTrue();
      assertThat(plain.messages(room, 2).getLast().get("data").asString()).isEqualTo(large);
      assertThat(plain.lastWasCompressed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1_000, 65_000})
  void aMessageMayComeInFragmentsWithControlFramesBetweenThem(int fragmentBytes) {
    try (TestClient client = open("alice", Dialect.JSON)) {
      String text = "é".repeat(fragmentBytes > 100 ? 15_000 : 50);
      byte[] request =
          Dialect.JSON.write(Map.of("type", "publish", "id", 7, "room", "parts", "data", text));
      client.ask("join", "room", "parts");
      for (int at = 0; at < request.length; at += fragmentBytes) {
        int end = Math.min(request.length, at + fragmentBytes);
        int opcode = at == 0 ? Wire.TEXT : Wire.CONTINUATION;
        int fin = end == request.length ? 0x80 : 0;
        client.wire().send(Wire.frame(fin | opcode, Arrays.copyOfRange(request, at, end)));
        if (fin == 0) {
          client.wire().send(Wire.PING);
        }
      }

      assertThat(client.reply(7).get("type").asString()).isEqualTo("published");
      assertThat(client.message("parts").get("data").asString()).isEqualTo(text);
    }
  }

  @Test
  void aHandshakeSplitAnywhereIsReadAndFramesMayComeRightBehindIt() {
    byte[] handshake =
        Wire.handshake("/ws", "Authorization: Bearer " + Tokens.of("alice"))
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    try (Wire wire = new Wire(node.node().httpPort())) {
      for (byte b : Arrays.copyOf(handshake, handshake.length - 1)) {
        wire.send(new byte[] {b});
      }
      byte[] ping =
          Wire.frame(0x80 | Wire.TEXT, Dialect.JSON.write(Map.of("type", "ping", "id", 1)));
      byte[] rest = Arrays.copyOf(new byte[] {'\n'}, 1 + ping.length);
      System.arraycopy(ping, 0, rest, 1, ping.length);
      wire.send(rest);

      assertThat(wire.readResponse().status()).isEqualTo(101);
      assertThat(Dialect.JSON.read(wire.read().payload()).get("type").asString())
          .isEqualTo("welcome");
      Wire.Frame frame = wire.read();
      while (frame.opcode() == Wire.PING) {
        frame = wire.read();
      }
      assertThat(Dialect.JSON.read(frame.payload()).get("type").asString()).isEqualTo("pong");
    }
  }
}
