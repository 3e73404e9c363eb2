package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The protocol's requests, their options and their replies, field by field, in both formats. */
@ParameterizedClass
@EnumSource(Dialect.class)
class ConversationIT {
  @Parameter Dialect dialect;

  private TestNode node;
  private TestClient alice;
  private TestClient bob;

  @BeforeEach
  void start() {
    node = Nodes.start("NODE_ID", "n1", "PRESENCE_EVENTS", "team.*", "HISTORY_MAX", 50);
    alice = open("alice");
    bob = open("bob");
  }

  @AfterEach
  void stop() {
    alice.close();
    bob.close();
    node.close();
  }

  private TestClient open(String user) {
    return TestClient.of(node).as(user).in(dialect).open();
  }

  private static void assertFields(JsonNode frame, String... names) {
    assertThat(frame.propertyNames()).containsExactlyInAnyOrder(names);
  }

  private static List<String> texts(List<JsonNode> messages) {
    return messages.stream().map(message -> message.get("data").asString()).toList();
  }

  /** Publishes some messages and returns their positions. */
  private static long[] publish(TestClient client, String room, String... data) {
    return java.util.Arrays.stream(data)
        .mapToLong(
            text -> client.ask("publish", "room", room, "data", text).get("position").asLong())
        .toArray();
  }

  @Test
  void theNodeSpeaksFirst() {
    JsonNode welcome = alice.welcome();

    assertFields(
        welcome,
        "type",
        "session",
        "resume",
        "resumed",
        "user",
        "node",
        "heartbeatMs",
        "limits",
        "rooms");
    assertThat(welcome.get("resumed").asBoolean()).isFalse();
    assertThat(welcome.get("user").asString()).isEqualTo("alice");
    assertThat(welcome.get("node").asString()).isEqualTo("n1");
    assertThat(welcome.get("heartbeatMs").asInt()).isEqualTo(25_000);
    assertThat(welcome.get("limits").get("maxFrameBytes").asInt()).isEqualTo(65_536);
    assertThat(welcome.get("limits").get("maxRooms").asInt()).isEqualTo(1_000);
    assertThat(welcome.get("rooms").isArray()).isTrue();
    assertThat(welcome.get("rooms").size()).isZero();
    assertThat(alice.session()).hasSizeGreaterThan(15).isNotEqualTo(bob.session());
    assertThat(alice.resume()).hasSizeGreaterThan(30).isNotEqualTo(bob.resume());
  }

  @Test
  void aJoinIsAnsweredWithWhereTheRoomStands() {
    JsonNode empty = alice.ask("join", "room", "r");
    long position = publish(alice, "r", "one")[0];
    JsonNode joined = bob.ask("join", "room", "r");

    assertFields(empty, "type", "id", "room", "epoch", "position", "recovered");
    assertThat(empty.get("type").asString()).isEqualTo("joined");
    assertThat(empty.get("position").asLong()).isEqualTo(-1);
    assertThat(empty.get("recovered").asBoolean()).isTrue();
    assertThat(joined.get("position").asLong()).isEqualTo(position);
    assertThat(joined.get("epoch")).isEqualTo(empty.get("epoch"));
    assertThat(alice.ask("join", "room", "r").get("code").asString()).isEqualTo("already_joined");
  }

  @Test
  void aPublishIsAnsweredOnceItStandsInTheLogAndReachesAllMembers() {
    alice.ask("join", "room", "r");
    bob.ask("join", "room", "r");
    long beforeMs = System.currentTimeMillis();

    JsonNode first = alice.ask("publish", "room", "r", "data", Map.of("n", 1), "key", "k1");
    JsonNode second = alice.ask("publish", "room", "r", "data", Map.of("n", 2));

    assertFields(first, "type", "id", "room", "epoch", "position");
    assertThat(first.get("type").asString()).isEqualTo("published");
    List<JsonNode> got = bob.messages("r", 2);
    assertThat(alice.messages("r", 2)).isEqualTo(got);
    assertFields(
        got.get(0), "type", "room", "epoch", "position", "prev", "from", "at", "data", "key");
    assertFields(got.get(1), "type", "room", "epoch", "position", "prev", "from", "at", "data");
    assertThat(got.get(0).get("key").asString()).isEqualTo("k1");
    assertThat(got.get(0).get("epoch")).isEqualTo(first.get("epoch"));
    assertThat(got.get(0).get("position")).isEqualTo(first.get("position"));
    assertThat(got.get(0).get("prev").asLong()).isEqualTo(-1);
    assertThat(got.get(1).get("prev")).isEqualTo(first.get("position"));
    assertThat(second.get("position").asLong()).isGreaterThan(first.get("position").asLong());
    assertThat(got.get(0).get("from").asString()).isEqualTo("alice");
    assertThat(got.get(0).get("at").asLong()).isBetween(beforeMs, System.currentTimeMillis());
    assertThat(got.get(0).get("data").get("n").asInt()).isEqualTo(1);
  }

  @Test
  void publishNeedsNoMembershipAndMembersOnlyHearTheirRooms() {
    bob.ask("join", "room", "r");

    publish(alice, "other", "unheard");
    publish(alice, "r", "heard");

    assertThat(texts(bob.messages("r", 1))).containsExactly("heard");
    bob.ask("ping");
    alice.ask("ping");
    assertThat(bob.kept()).isEmpty();
    assertThat(alice.kept()).isEmpty();
  }

  @Test
  void theSameKeyOfTheSameUserInTheSameRoomIsPublishedOnce() {
    bob.ask("join", "room", "r");
    JsonNode first = alice.ask("publish", "room", "r", "data", "one", "key", "k");
    JsonNode again = alice.ask("publish", "room", "r", "data", "two", "key", "k");
    try (TestClient alice2 = open("alice")) {
      JsonNode other = alice2.ask("publish", "room", "r", "data", "three", "key", "k");
      assertThat(other.get("duplicate").asBoolean()).isTrue();
    }
    JsonNode bobs = bob.ask("publish", "room", "r", "data", "four", "key", "k");
    JsonNode elsewhere = alice.ask("publish", "room", "r2", "data", "five", "key", "k");

    assertFields(again, "type", "id", "room", "epoch", "position", "duplicate");
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(again.get("position")).isEqualTo(first.get("position"));
    assertThat(bobs.has("duplicate")).isFalse();
    assertThat(elsewhere.has("duplicate")).isFalse();
    assertThat(texts(bob.messages("r", 2))).containsExactly("one", "four");
  }

  @Test
  void ephemeralMessagesAreNotKept() {
    alice.ask("join", "room", "r");
    bob.ask("join", "room", "r");

    JsonNode reply = alice.ask("publish", "room", "r", "data", "typing", "ephemeral", true);
    alice.ask("publish", "room", "r", "data", "typing", "ephemeral", true, "echo", false);
    publish(alice, "r", "kept");

    assertFields(reply, "type", "id", "room");
    List<JsonNode> got = bob.messages("r", 3);
    JsonNode whisper = got.stream().filter(m -> m.has("ephemeral")).findFirst().orElseThrow();
    assertFields(whisper, "type", "room", "from", "at", "data", "ephemeral");
    assertThat(whisper.get("ephemeral").asBoolean()).isTrue();
    assertThat(texts(alice.messages("r", 2))).containsExactlyInAnyOrder("typing", "kept");
    JsonNode history = bob.ask("history", "room", "r", "limit", 10);
    assertThat(history.get("messages").size()).isEqualTo(1);
    JsonNode keyed = alice.ask("publish", "room", "r", "data", 1, "ephemeral", true, "key", "k");
    assertThat(keyed.get("code").asString()).isEqualTo("invalid");
  }

  @Test
  void withoutEchoOnlyThePublishingSessionDoesNotGetItBack() {
    alice.ask("join", "room", "r");
    try (TestClient alice2 = open("alice")) {
      alice2.ask("join", "room", "r");

      alice.ask("publish", "room", "r", "data", "silent", "echo", false);
      publish(alice, "r", "loud");

      assertThat(texts(alice2.messages("r", 2))).containsExactly("silent", "loud");
      assertThat(texts(alice.messages("r", 1))).containsExactly("loud");
    }
  }

  @Test
  void sendReachesEverySessionOfTheUserWithoutAJoin() {
    try (TestClient bob2 = open("bob")) {
      JsonNode reply = alice.ask("send", "user", "bob", "data", "psst", "key", "k");
      JsonNode again = alice.ask("send", "user", "bob", "data", "psst", "key", "k");

      assertThat(reply.get("type").asString()).isEqualTo("published");
      assertThat(reply.get("room").asString()).isEqualTo("$user:bob");
      assertThat(again.get("duplicate").asBoolean()).isTrue();
      for (TestClient session : List.of(bob, bob2)) {
        JsonNode message = session.message("$user:bob");
        assertThat(message.get("from").asString()).isEqualTo("alice");
        assertThat(message.get("data").asString()).isEqualTo("psst");
      }
      alice.ask("ping");
      assertThat(alice.kept()).isEmpty();
      JsonNode own = bob.ask("history", "room", "$user:bob", "limit", 5);
      assertThat(own.get("messages").size()).isEqualTo(1);
      JsonNode foreign = alice.ask("history", "room", "$user:bob", "limit", 5);
      assertThat(foreign.get("code").asString()).isEqualTo("forbidden");
      JsonNode joined = alice.ask("join", "room", "$user:bob");
      assertThat(joined.get("code").asString()).isEqualTo("forbidden");
      JsonNode published = alice.ask("publish", "room", "$user:bob", "data", 1);
      assertThat(published.get("code").asString()).isIn("forbidden", "invalid");
    }
  }

  @Test
  void whoLeavesHearsNoMore() {
    bob.ask("join", "room", "r");
    publish(alice, "r", "one");
    JsonNode left = bob.ask("leave", "room", "r");
    publish(alice, "r", "two");
    bob.ask("join", "room", "r");
    publish(alice, "r", "three");

    assertFields(left, "type", "id", "room");
    assertThat(left.get("type").asString()).isEqualTo("left");
    assertThat(texts(bob.messages("r", 2))).containsExactly("one", "three");
    assertThat(bob.ask("leave", "room", "other").get("code").asString()).isEqualTo("not_joined");
  }

  @Test
  void aJoinReplaysFromAPositionOrTheLastFew() {
    long[] at = publish(alice, "r", "a", "b", "c", "d");
    String epoch = alice.ask("join", "room", "r").get("epoch").asString();

    JsonNode from = bob.ask("join", "room", "r", "from", Map.of("epoch", epoch, "position", at[1]));
    publish(alice, "r", "live");

    assertThat(from.get("recovered").asBoolean()).isTrue();
    assertThat(from.get("position").asLong()).isEqualTo(at[3]);
    assertThat(texts(bob.messages("r", 3))).containsExactly("c", "d", "live");
    bob.ask("leave", "room", "r");
    bob.ask("join", "room", "r", "history", 2);
    assertThat(texts(bob.messages("r", 2))).containsExactly("d", "live");
    bob.ask("leave", "room", "r");
    bob.ask("join", "room", "r", "from", Map.of("epoch", epoch, "position", -1));
    List<JsonNode> all = bob.messages("r", 5);
    assertThat(texts(all)).containsExactly("a", "b", "c", "d", "live");
    assertThat(all.get(0).get("prev").asLong()).isEqualTo(-1);
    assertThat(IntStream.range(1, 5))
        .allMatch(i -> all.get(i).get("prev").equals(all.get(i - 1).get("position")));
  }

  @Test
  void aStartOfAnotherEpochIsNotRecovered() {
    publish(alice, "r", "a");

    JsonNode joined =
        bob.ask("join", "room", "r", "from", Map.of("epoch", "another", "position", -1));
    publish(alice, "r", "b");

    assertThat(joined.get("type").asString()).isEqualTo("joined");
    assertThat(joined.get("recovered").asBoolean()).isFalse();
    assertThat(texts(bob.messages("r", 1))).containsExactly("b");
  }

  @Test
  void historyComesOldestFirstInPages() {
    long[] at = publish(alice, "r", "a", "b", "c", "d");

    JsonNode last = bob.ask("history", "room", "r", "limit", 2);
    JsonNode before = bob.ask("history", "room", "r", "limit", 2, "before", at[2]);
    JsonNode after = bob.ask("history", "room", "r", "limit", 2, "after", at[0]);
    JsonNode all = bob.ask("history", "room", "r", "limit", 1_000_000);
    JsonNode none = bob.ask("history", "room", "void", "limit", 5);

    assertFields(last, "type", "id", "room", "epoch", "messages", "more");
    assertThat(texts(list(last))).containsExactly("c", "d");
    assertThat(last.get("more").asBoolean()).isTrue();
    assertThat(texts(list(before))).containsExactly("a", "b");
    assertThat(before.get("more").asBoolean()).isFalse();
    assertThat(texts(list(after))).containsExactly("b", "c");
    assertThat(after.get("more").asBoolean()).isTrue();
    assertThat(texts(list(all))).containsExactly("a", "b", "c", "d");
    assertThat(all.get("more").asBoolean()).isFalse();
    assertThat(list(none)).isEmpty();
    assertThat(list(all).getFirst().get("from").asString()).isEqualTo("alice");
  }

  private static List<JsonNode> list(JsonNode page) {
    return page.get("messages").valueStream().toList();
  }

  @Test
  void presenceListsMembersAndChangesAreToldWhereTheyAreConfigured() {
    alice.ask("join", "room", "team.a");
    bob.ask("join", "room", "team.a");
    JsonNode joined = alice.next("member_joined");
    JsonNode reply = alice.ask("presence", "room", "team.a");
    bob.close();
    JsonNode left = alice.next("member_left");

    assertFields(joined, "type", "room", "user", "session", "at");
    assertThat(joined.get("user").asString()).isEqualTo("bob");
    assertThat(joined.get("session").asString()).isEqualTo(bob.session());
    assertFields(left, "type", "room", "user", "session", "at");
    assertThat(left.get("session").asString()).isEqualTo(bob.session());
    assertFields(reply, "type", "id", "room", "count", "members");
    assertThat(reply.get("count").asInt()).isEqualTo(2);
    JsonNode member = reply.get("members").get(0);
    assertFields(member, "user", "session", "since");
    assertThat(reply.get("members").valueStream().map(m -> m.get("user").asString()))
        .containsExactlyInAnyOrder("alice", "bob");
    assertThat(alice.kept()).isEmpty();
  }

  @Test
  void pingIsAnsweredWithOrWithoutAnId() {
    alice.tell("ping");
    assertFields(alice.next("pong"), "type");
    assertFields(alice.ask("ping"), "type", "id");
    alice.tell("ping", "id", "a string of mine");
    assertThat(alice.next("pong").get("id").asString()).isEqualTo("a string of mine");
    alice.wire().send(Wire.PING, (byte) 1, (byte) 2);
    Wire.Frame pong = alice.wire().read();
    assertThat(pong.opcode()).isEqualTo(Wire.PONG);
    assertThat(pong.payload()).containsExactly(1, 2);
  }
}
