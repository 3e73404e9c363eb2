package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The protocol's error codes: when each comes, and that none of them ends the connection. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ErrorsIT {
  @Parameter Dialect dialect;

  private TestNode node;
  private TestClient alice;

  @BeforeEach
  void start() {
    node = Nodes.start("MAX_ROOMS", 2, "BAD_FRAMES_MAX", 1_000, "LOG_RETENTION_BYTES", 4_000);
    alice = TestClient.of(node).in(dialect).open();
  }

  /** Whatever was asked before, the connection serves on, and nothing unasked for came. */
  @AfterEach
  void theConnectionServesOn() {
    assertThat(alice.ask("ping").get("type").asString()).isEqualTo("pong");
    assertThat(alice.kept()).isEmpty();
    alice.close();
    node.close();
  }

  private static void assertError(JsonNode reply, String code, String... words) {
    assertThat(reply.get("type").asString()).isEqualTo("error");
    assertThat(reply.get("code").asString()).isEqualTo(code);
    String message = reply.get("message").asString();
    assertThat(words).allMatch(message::contains);
    assertThat(message).isNotBlank().doesNotContain("Exception");
  }

  private JsonNode error() {
    return alice.next("error");
  }

  @Test
  void whatCannotBeReadIsABadFrame() {
    byte[][] frames =
        switch (dialect) {
          case JSON ->
              Arrays.stream(
                      new String[] {
                        "",
                        "{",
                        "nonsense",
                        "[]",
                        "7",
                        "{}",
                        "{\"type\":7}",
                        "{\"type\":\"ping\",}",
                        "{\"type\":\"ping\"} {}",
                        "{\"type\":\"ping\",\"id\":01}",
                        "{'type':'ping'}",
                        "\u0000",
                        "{\"data\":" + "[".repeat(20_000),
                      })
                  .map(text -> text.getBytes(StandardCharsets.UTF_8))
                  .toArray(byte[][]::new);
          case CBOR ->
              new byte[][] {
                {},
                {(byte) 0xA1},
                {(byte) 0xFF},
                {(byte) 0x80},
                {7},
                {(byte) 0xA0},
                {(byte) 0xA1, 0x64, 't', 'y', 'p', 'e', 7},
                {(byte) 0xBF, 0x64, 't', 'y', 'p', 'e', 0x64, 'p', 'i', 'n', 'g'},
                {(byte) 0xA1, 0x64, 't', 'y', 'p', 'e', 0x64, 'p', (byte) 0xFF, 'n', 'g'},
                {(byte) 0xBB, 127, -1, -1, -1, -1, -1, -1, -1},
                "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8),
              };
        };
    for (byte[] frame : frames) {
      alice.wire().send(dialect.opcode, frame);
      assertError(error(), "bad_frame");
    }
  }

  @Test
  void theOtherFormatsFramesAreBadFrames() {
    Dialect other = dialect == Dialect.JSON ? Dialect.CBOR : Dialect.JSON;
    alice.wire().send(other.opcode, other.write(Map.of("type", "ping", "id", 1)));

    assertError(error(), "bad_frame", dialect == Dialect.JSON ? "text" : "binary");
  }

  @Test
  void aTypeThatClientsDoNotSendIsUnknown() {
    assertError(alice.ask("shout"), "unknown_type", "shout");
    assertError(alice.ask("welcome"), "unknown_type");
    assertError(alice.ask("JOIN", "room", "r"), "unknown_type");
  }

  @Test
  void aFieldThatIsWrongIsNamed() {
    assertError(alice.ask("join"), "invalid", "room");
    assertError(alice.ask("join", "room", 7), "invalid", "room");
    assertError(alice.ask("join", "room", ""), "invalid", "room");
    assertError(alice.ask("join", "room", "x".repeat(193)), "invalid", "room");
    assertError(alice.ask("join", "room", "a\nb"), "invalid", "room");
    assertError(alice.ask("join", "room", "r", "ack", "yes"), "invalid", "ack");
    assertError(alice.ask("join", "room", "r", "history", -1), "invalid", "history");
    assertError(alice.ask("join", "room", "r", "history", 1.5), "invalid", "history");
    assertError(alice.ask("join", "room", "r", "from", 3), "invalid", "from");
    assertError(alice.ask("join", "room", "r", "from", Map.of("position", 3)), "invalid", "epoch");
    assertError(
        alice.ask("join", "room", "r", "from", Map.of("epoch", "e", "position", -2)),
        "invalid",
        "position");
    assertError(
        alice.ask("join", "room", "r", "history", 3, "from", Map.of("epoch", "e", "position", 1)),
        "invalid",
        "from",
        "history");
    assertError(alice.ask("join", "room", "r", "colour", "red"), "invalid", "colour");
    assertError(alice.ask("publish", "room", "r"), "invalid", "data");
    assertError(alice.ask("publish", "room", "r", "data", 1, "key", ""), "invalid", "key");
    assertError(
        alice.ask("publish", "room", "r", "data", 1, "key", "k".repeat(129)), "invalid", "key");
    assertError(
        alice.ask("publish", "room", "r", "data", 1, "traceparent", "x"), "invalid", "traceparent");
    assertError(alice.ask("send", "data", 1), "invalid", "user");
    assertError(alice.ask("history", "room", "r"), "invalid", "limit");
    assertError(alice.ask("history", "room", "r", "limit", 0), "invalid", "limit");
    assertError(
        alice.ask("history", "room", "r", "limit", 5, "before", 1, "after", 2),
        "invalid",
        "before",
        "after");
    assertError(alice.ask("presence"), "invalid", "room");
    assertError(alice.ask("leave"), "invalid", "room");
    assertError(alice.ask("refresh"), "invalid", "token");
    assertError(alice.ask("refresh", "token", "a.b.c"), "invalid", "token");
  }

  @Test
  void longestNamesAndKeysPass() {
    String room = "ä".repeat(96);

    JsonNode reply = alice.ask("publish", "room", room, "data", 1, "key", "k".repeat(128));

    assertThat(reply.get("room").asString()).isEqualTo(room);
  }

  @Test
  void aRequestNeedsAnIdThatFits() {
    alice.tell("join", "room", "r");
    assertError(error(), "invalid", "id");
    alice.tell("join", "room", "r", "id", "x".repeat(65));
    assertError(error(), "invalid", "id");
    alice.tell("join", "room", "r", "id", true);
    assertError(error(), "invalid", "id");
    alice.tell("join", "room", "r", "id", "x".repeat(64));
    assertThat(alice.next("joined").get("id").asString()).hasSize(64);
    alice.tell("leave", "room", "r", "id", Long.MAX_VALUE);
    assertThat(alice.next("left").get("id").asLong()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void moreRoomsThanAllowedAreTooMany() {
    alice.ask("join", "room", "a");
    alice.ask("join", "room", "b");

    assertError(alice.ask("join", "room", "c"), "too_many_rooms", "2");
    alice.ask("leave", "room", "a");
    assertThat(alice.ask("join", "room", "c").get("type").asString()).isEqualTo("joined");
  }

  @Test
  void whatTheLogCannotTakeIsTooLarge() {
    JsonNode reply = alice.ask("publish", "room", "r", "data", "x".repeat(10_000));

    assertError(reply, "too_large");
  }

  @Test
  void whatTheTokenDoesNotGrantIsForbidden() {
    try (TestClient eve =
        TestClient.of(node)
            .in(dialect)
            .token(Tokens.granting("eve", "public.*", "join", "publish"))
            .open()) {
      assertThat(eve.ask("join", "room", "public.a").get("type").asString()).isEqualTo("joined");
      assertThat(eve.ask("publish", "room", "public.a", "data", 1).has("position")).isTrue();
      assertError(eve.ask("join", "room", "private"), "forbidden");
      assertError(eve.ask("publish", "room", "private", "data", 1), "forbidden");
      assertError(eve.ask("publish", "room", "private", "data", 1, "ephemeral", true), "forbidden");
      assertError(eve.ask("presence", "room", "public.a"), "forbidden");
      assertError(eve.ask("history", "room", "public.a", "limit", 1), "forbidden");
      assertError(eve.ask("send", "user", "alice", "data", 1), "forbidden");
      // Who may join may replay, even without the history right.
      eve.ask("leave", "room", "public.a");
      eve.ask("join", "room", "public.a", "history", 5);
      assertThat(eve.message("public.a").get("data").asInt()).isEqualTo(1);
    }
  }

  @Test
  void acksThatMakeNoSenseAreToldSoWithoutAnId() {
    alice.ask("join", "room", "r");

    alice.tell("ack", "room", "elsewhere", "position", 1);
    assertError(error(), "not_joined");
    alice.tell("ack", "room", "r", "position", 0);
    assertError(error(), "invalid");
    alice.tell("ack", "room", "r");
    assertError(error(), "invalid", "position");
    alice.tell("ack", "acks", List.of(7));
    assertError(error(), "invalid", "acks");
  }

  @Test
  void aRefreshTakesARoomAwayThatTheNewTokenDoesNotGrant() {
    long expiresAtS = System.currentTimeMillis() / 1_000 + 600;
    alice.ask("join", "room", "a");
    alice.ask("join", "room", "b");

    JsonNode reply =
        alice.ask(
            "refresh",
            "token",
            Tokens.of(
                "alice",
                Map.of(
                    "exp",
                    expiresAtS,
                    "rooms",
                    List.of(Map.of("match", "a", "can", List.of("join", "publish"))))));
    JsonNode told = error();

    assertThat(reply.propertyNames()).containsExactlyInAnyOrder("type", "id", "expiresAt");
    assertThat(reply.get("type").asString()).isEqualTo("refreshed");
    assertThat(reply.get("expiresAt").asLong()).isEqualTo(expiresAtS * 1_000);
    assertError(told, "forbidden", "b");
    assertThat(told.has("id")).isFalse();
    alice.ask("publish", "room", "a", "data", 1);
    assertThat(alice.message("a").get("data").asInt()).isEqualTo(1);
    assertError(alice.ask("join", "room", "b"), "forbidden");
    assertError(alice.ask("refresh", "token", Tokens.of("bob")), "forbidden");
  }

  @Test
  void requestsOfOneConnectionAreAnsweredInOrder() {
    for (int i = 0; i < 200; i++) {
      alice.send("ping");
    }
    for (int i = 1; i <= 200; i++) {
      assertThat(alice.next("pong").get("id").asInt()).isEqualTo(i);
    }
  }
}
