package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Acknowledged delivery, resuming, taking over: what a client gets again, and what it does not. */
@ParameterizedClass
@EnumSource(Dialect.class)
class DeliveryIT {
  private static final int WINDOW = 4;
  private static final int ACK_TIMEOUT_MS = 400;
  private static final int RESUME_MS = 20_000;

  @Parameter Dialect dialect;

  private TestNode node;
  private TestClient publisher;

  @BeforeEach
  void start() {
    node =
        Nodes.start("ACK_WINDOW", WINDOW, "ACK_TIMEOUT_MS", ACK_TIMEOUT_MS, "RESUME_MS", RESUME_MS);
    publisher = TestClient.of(node).as("publisher").in(dialect).open();
  }

  @AfterEach
  void stop() {
    publisher.close();
    node.close();
  }

  private TestClient.Opening bob() {
    return TestClient.of(node).as("bob").in(dialect);
  }

  private void publish(int from, int to) {
    for (int i = from; i <= to; i++) {
      JsonNode reply = publisher.ask("publish", "room", "r", "data", i);
      assertThat(reply.get("type").asString()).isEqualTo("published");
    }
  }

  private static List<Integer> numbers(List<JsonNode> messages) {
    return messages.stream().map(message -> message.get("data").asInt()).toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  private static void ack(TestClient client, JsonNode message) {
    client.tell("ack", "room", "r", "position", message.get("position").asLong());
  }

  /** More members than are written to in a row: what comes in between joins what is left. */
  @Test
  void everyMemberOfALargeRoomGetsEveryMessageOnceAndInOrder() {
    int perPublisher = 100;
    List<TestClient> members = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      TestClient member = TestClient.of(node).as("m" + i).in(dialect).open();
      member.ask("join", "room", "r");
      members.add(member);
    }

    for (int i = 0; i < perPublisher; i++) {
      publisher.send("publish", "room", "r", "data", i);
      members.getFirst().send("publish", "room", "r", "data", i);
    }

    for (TestClient member : members) {
      long position = -1;
      for (JsonNode message : member.messages("r", 2 * perPublisher)) {
        assertThat(message.get("prev").asLong()).isEqualTo(position);
        position = message.get("position").asLong();
      }
      member.close();
    }
  }

  @Test
  void atMostAWindowIsOutstandingAndAnAckIsCumulative() {
    try (TestClient client = bob().open()) {
      client.ask("join", "room", "r", "ack", true);
      publish(1, 10);

      List<JsonNode> first = client.messages("r", WINDOW);
      client.ask("ping");
      assertThat(numbers(first)).isEqualTo(range(1, 4));
      assertThat(client.keptMessages("r")).isZero();
      ack(client, first.get(3));
      List<JsonNode> second = client.messages("r", WINDOW);
      assertThat(numbers(second)).isEqualTo(range(5, 8));
      client.tell(
          "ack",
          "acks",
          List.of(Map.of("room", "r", "position", second.get(3).get("position").asLong())));
      assertThat(numbers(client.messages("r", 2))).isEqualTo(range(9, 10));
      assertThat(first).noneMatch(message -> message.has("redelivered"));
    }
  }

  @Test
  void whatIsNotAckedInTimeIsSentAgain() {
    try (TestClient client = bob().open()) {
      client.ask("join", "room", "r", "ack", true);
      publish(1, 3);

      List<JsonNode> first = client.messages("r", 3);
      ack(client, first.get(0));
      long sinceNs = System.nanoTime();
      List<JsonNode> again = client.messages("r", 2);
      long tookMs = (System.nanoTime() - sinceNs) / 1_000_000;

      assertThat(numbers(again)).isEqualTo(range(2, 3));
      assertThat(again).allMatch(message -> message.get("redelivered").asBoolean());
      assertThat(again.get(0).get("position")).isEqualTo(first.get(1).get("position"));
      assertThat(again.get(0).get("prev")).isEqualTo(first.get(1).get("prev"));
      assertThat(tookMs).isGreaterThan(ACK_TIMEOUT_MS / 2);
      // And again, for as long as it takes: what is outstanding is not counted twice.
      for (int round = 0; round < 2; round++) {
        assertThat(numbers(client.messages("r", 2))).isEqualTo(range(2, 3));
      }
      ack(client, again.get(1));
      publish(4, 4);
      JsonNode next = client.message("r");
      assertThat(next.get("data").asInt()).isEqualTo(4);
      assertThat(next.has("redelivered")).isFalse();
    }
  }

  @Test
  void aResumedSessionGoesOnWhereItStood() {
    String resume;
    String session;
    try (TestClient client = bob().open()) {
      client.ask("join", "room", "r");
      publish(1, 2);
      client.messages("r", 2);
      // That its writes are done is known once something later came.
      client.ask("ping");
      resume = client.resume();
      session = client.session();
    }
    publish(3, 5);
    publisher.ask("send", "user", "bob", "data", "missed");

    try (TestClient client = bob().resume(resume).open()) {
      publish(6, 6);
      List<JsonNode> got = client.messages("r", 4);

      JsonNode welcome = client.welcome();
      assertThat(welcome.get("resumed").asBoolean()).isTrue();
      assertThat(client.session()).isEqualTo(session);
      assertThat(client.resume()).isNotEqualTo(resume);
      assertThat(welcome.get("rooms").size()).isEqualTo(1);
      JsonNode room = welcome.get("rooms").get(0);
      assertThat(room.propertyNames())
          .containsExactlyInAnyOrder("room", "epoch", "position", "recovered");
      assertThat(room.get("recovered").asBoolean()).isTrue();
      assertThat(welcome.get("inbox").get("room").asString()).isEqualTo("$user:bob");
      assertThat(numbers(got)).isEqualTo(range(3, 6));
      // Where the node does not know what came before, it says nothing.
      assertThat(got.getFirst().path("prev").asLong(room.get("position").asLong()))
          .isEqualTo(room.get("position").asLong());
      assertThat(client.message("$user:bob").get("data").asString()).isEqualTo("missed");
    }
  }

  @Test
  void whatWasNotAckedBeforeTheDropComesAgainAfterTheResume() {
    String resume;
    try (TestClient client = bob().open()) {
      client.ask("join", "room", "r", "ack", true);
      publish(1, 6);
      ack(client, client.messages("r", WINDOW).get(1));
      client.messages("r", 2);
      resume = client.resume();
    }

    try (TestClient client = bob().resume(resume).open()) {
      List<JsonNode> again = client.messages("r", 4);

      assertThat(numbers(again)).isEqualTo(range(3, 6));
      assertThat(again).allMatch(message -> message.path("redelivered").asBoolean());
    }
  }

  @Test
  void aResumeTakesTheSessionOverFromAConnectionThatIsStillOpen() {
    try (TestClient old = bob().open()) {
      old.ask("join", "room", "r");
      publish(1, 1);
      old.message("r");
      old.ask("ping");
      try (TestClient client = bob().resume(old.resume()).open()) {
        publish(2, 2);

        assertThat(old.end()).isEqualTo(4409);
        assertThat(client.welcome().get("resumed").asBoolean()).isTrue();
        assertThat(client.session()).isEqualTo(old.session());
        assertThat(client.message("r").get("data").asInt()).isEqualTo(2);
        assertThat(old.keptMessages("r")).isZero();
      }
    }
  }

  @Test
  void theFormerSecretWorksUntilTheNewConnectionWasHeard() {
    TestClient first = bob().open();
    String secret = first.resume();
    first.close();
    // This one's welcome never arrived, as far as the client knows: it said nothing.
    Wire silent = new Wire(node.node().httpPort());
    silent.request(
        Wire.handshake(
            "/ws?resume=" + secret,
            "Authorization: Bearer " + Tokens.of("bob"),
            "Sec-WebSocket-Protocol: " + dialect.subprotocol));
    silent.read();

    try (TestClient again = bob().resume(secret).open()) {
      assertThat(again.welcome().get("resumed").asBoolean()).isTrue();
      assertThat(again.session()).isEqualTo(first.session());
      again.ask("ping");
      try (TestClient late = bob().resume(secret).open()) {
        assertThat(late.welcome().get("resumed").asBoolean()).isFalse();
      }
    }
    silent.close();
  }

  @Test
  void aSecretOpensNothingForAnotherUserOrWhenItIsNoSecret() {
    try (TestClient victim = bob().open()) {
      String secret = victim.resume();
      for (String tried :
          List.of(secret + "x", secret.substring(1), "", "%00", victim.session(), "a.b")) {
        try (TestClient client = bob().resume(tried).open()) {
          assertThat(client.welcome().get("resumed").asBoolean()).isFalse();
        }
      }
      try (TestClient thief = TestClient.of(node).as("eve").in(dialect).resume(secret).open()) {
        assertThat(thief.welcome().get("resumed").asBoolean()).isFalse();
        assertThat(thief.session()).isNotEqualTo(victim.session());
      }
      assertThat(victim.ask("ping").get("type").asString()).isEqualTo("pong");
    }
  }

  @Test
  void aRoomTheNewerTokenDoesNotGrantIsLeftOut() {
    String resume;
    try (TestClient client = bob().open()) {
      client.ask("join", "room", "r");
      client.ask("join", "room", "other");
      resume = client.resume();
    }

    try (TestClient client =
        bob().token(Tokens.granting("bob", "other", "join")).resume(resume).open()) {
      assertThat(client.welcome().get("rooms").valueStream().map(r -> r.get("room").asString()))
          .containsExactly("other");
    }
  }

  @Test
  void everyMemberSeesOneOrderOfManyPublishersEachMessageOnce() throws Exception {
    int publishers = 4;
    int each = 150;
    List<TestClient> members =
        IntStream.range(0, 3)
            .mapToObj(i -> TestClient.of(node).as("m" + i).in(dialect).open())
            .toList();
    members.forEach(member -> member.ask("join", "room", "r"));
    try (TestClient acker = bob().open();
        var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      acker.ask("join", "room", "r", "ack", true);
      var done =
          IntStream.range(0, publishers)
              .mapToObj(p -> threads.submit(() -> publishAll(p, each)))
              .toList();
      var reads =
          members.stream()
              .map(m -> threads.submit(() -> m.messages("r", publishers * each)))
              .collect(Collectors.toList());
      List<JsonNode> acked = new java.util.ArrayList<>();
      while (acked.size() < publishers * each) {
        JsonNode message = acker.message("r");
        ack(acker, message);
        if (!message.has("redelivered")) {
          acked.add(message);
        }
      }
      for (var publishing : done) {
        publishing.get();
      }
      List<JsonNode> order = reads.getFirst().get();
      for (var read : reads) {
        assertThat(read.get()).isEqualTo(order);
      }
      assertThat(acked).isEqualTo(order);
      assertThat(order.stream().map(m -> m.get("data").asString()).distinct().count())
          .isEqualTo(publishers * each);
      for (int i = 1; i < order.size(); i++) {
        assertThat(order.get(i).get("prev")).isEqualTo(order.get(i - 1).get("position"));
      }
      assertEachPublishersOrder(order, publishers, each);
    }
    members.forEach(TestClient::close);
  }

  private static void assertEachPublishersOrder(List<JsonNode> order, int publishers, int each) {
    for (int p = 0; p < publishers; p++) {
      String mine = p + ":";
      assertThat(order.stream().map(m -> m.get("data").asString()).filter(d -> d.startsWith(mine)))
          .isEqualTo(IntStream.range(0, each).mapToObj(i -> mine + i).toList());
    }
  }

  /** Publishes without waiting for each answer; then checks all of them. */
  private Void publishAll(int publisher, int count) {
    try (TestClient client = TestClient.of(node).as("p" + publisher).in(dialect).open()) {
      List<Integer> ids =
          IntStream.range(0, count)
              .mapToObj(i -> client.send("publish", "room", "r", "data", publisher + ":" + i))
              .toList();
      ids.forEach(id -> assertThat(client.reply(id).get("type").asString()).isEqualTo("published"));
    }
    return null;
  }
}
