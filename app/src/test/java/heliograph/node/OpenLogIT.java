package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The topic is everybody's: what others write to it, set for it, or do to it. */
@ExtendWith(RealServices.class)
class OpenLogIT {
  private static final String TOPIC = "open-" + System.nanoTime() + ".rooms";
  private static Map<String, String> environment;
  private static String servers;
  private static TestNode node;

  @BeforeAll
  static void start(KafkaService kafka) {
    servers = kafka.bootstrapServers();
    environment = environment(TOPIC);
    node = TestNode.start(environment);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static Map<String, String> environment(String topic) {
    return new HashMap<>(
        Map.of(
            "HELIOGRAPH_AUTH_SECRET",
            Tokens.SECRET,
            "HELIOGRAPH_LOG",
            "kafka",
            "HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS",
            servers,
            "HELIOGRAPH_KAFKA_TOPIC",
            topic,
            "HELIOGRAPH_KAFKA_PARTITIONS",
            "2"));
  }

  private static org.apache.kafka.clients.admin.Admin kafka() {
    return org.apache.kafka.clients.admin.Admin.create(Map.of("bootstrap.servers", servers));
  }

  @Test
  void recordsOfAnyProducerReachMembersAsWhatTheyAre() {
    try (TestClient json = TestClient.of(node).open();
        TestClient cbor = TestClient.of(node).in(Dialect.CBOR).open();
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", servers),
                new StringSerializer(),
                new StringSerializer())) {
      json.ask("join", "room", "open");
      cbor.ask("join", "room", "open");
      ProducerRecord<String, String> order = new ProducerRecord<>(TOPIC, "open", "{\"price\":42}");
      order.headers().add("from", "billing".getBytes(StandardCharsets.UTF_8));
      producer.send(order);
      producer.send(new ProducerRecord<>(TOPIC, "open", "no JSON"));

      JsonNode first = json.message("open");
      assertThat(first.get("data").get("price").asInt()).isEqualTo(42);
      assertThat(first.get("from").asString()).isEqualTo("billing");
      assertThat(first.has("encoding")).isFalse();
      JsonNode second = json.message("open");
      assertThat(second.get("data").asString()).isEqualTo("bm8gSlNPTg==");
      assertThat(second.get("encoding").asString()).isEqualTo("base64");
      assertThat(second.has("from")).isFalse();
      assertThat(cbor.message("open").get("data").get("price").asInt()).isEqualTo(42);
      JsonNode bytes = cbor.message("open");
      assertThat(bytes.get("data").isBinary()).isTrue();
      assertThat(bytes.get("data").binaryValue()).asString().isEqualTo("no JSON");
      assertThat(bytes.has("encoding")).isFalse();
    }
  }

  @Test
  void recordTheTopicDoesNotTakeIsTooLargeAndOthersGoOn() throws Exception {
    String topic = "small-" + System.nanoTime() + ".rooms";
    try (TestNode small = TestNode.start(environment(topic));
        org.apache.kafka.clients.admin.Admin admin = kafka();
        TestClient client = TestClient.of(small).open()) {
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      AlterConfigOp limit =
          new AlterConfigOp(new ConfigEntry("max.message.bytes", "2000"), AlterConfigOp.OpType.SET);
      admin.incrementalAlterConfigs(Map.of(resource, List.of(limit))).all().get();
      double failuresBefore = failures(small);

      JsonNode refused = client.ask("publish", "room", "r", "data", "x".repeat(20_000));
      JsonNode taken = client.ask("publish", "room", "r", "data", "x");

      assertThat(refused.get("code").asString()).isEqualTo("too_large");
      assertThat(taken.get("type").asString()).isEqualTo("published");
      assertThat(failures(small) - failuresBefore).isEqualTo(1);
    }
  }

  @Test
  void topicThatIsDeletedIsUnavailableWithAReasonAndOneMadeAnewIsUsed() throws Exception {
    String topic = "gone-" + System.nanoTime() + ".rooms";
    try (TestNode orphan = TestNode.start(environment(topic));
        org.apache.kafka.clients.admin.Admin admin = kafka();
        TestClient client = TestClient.of(orphan).open()) {
      String epoch = client.ask("join", "room", "r").get("epoch").asString();
      client.ask("publish", "room", "r", "data", 1);

      admin.deleteTopics(List.of(topic)).all().get();

      await("notice", () -> ready(orphan).contains("topic " + topic + " is gone"));
      JsonNode refused = client.ask("publish", "room", "r", "data", 2);
      assertThat(refused.get("code").asString()).isEqualTo("unavailable");
      assertThat(Admin.get(orphan.admin(), "health/live").statusCode()).isEqualTo(200);
      assertThat(failures(orphan)).isPositive();

      // As an operator does: a node that starts makes the topics it does not find.
      try (TestNode maker = TestNode.start(environment(topic))) {
        await("topic", () -> ready(maker).contains("up"));
      }
      await("new topic", () -> ready(orphan).contains("\"up\""));
      assertThat(client.end()).isEqualTo(1001);
      try (TestClient again = TestClient.of(orphan).resume(client.resume()).open()) {
        JsonNode room = again.welcome().get("rooms").get(0);
        assertThat(room.get("recovered").asBoolean()).isFalse();
        assertThat(room.get("epoch").asString()).isNotEqualTo(epoch);
        assertThat(again.ask("publish", "room", "r", "data", 3).get("epoch"))
            .isEqualTo(room.get("epoch"));
        assertThat(again.message("r").get("data").asInt()).isEqualTo(3);
      }
    }
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(60, TimeUnit.SECONDS).until(condition);
  }

  private static double failures(TestNode of) {
    return Admin.metrics(of.admin()).get("heliograph_log_failures_total");
  }

  private static String ready(TestNode of) {
    return Admin.get(of.admin(), "health/ready").body();
  }

  @Test
  void topicThatIsNotAsConfiguredEndsTheStartWithOneLineThatSaysWhatToDo() throws Exception {
    Map<String, String> other = environment(TOPIC);
    other.put("HELIOGRAPH_KAFKA_PARTITIONS", "3");
    try (ServeProcess serve = ServeProcess.start(other)) {
      assertThat(serve.exitCode()).isEqualTo(1);
      assertThat(serve.err())
          .endsWith(
              "heliograph: topic %s has 2 partitions, but the configuration wants 3: set it to 2"
                  .formatted(TOPIC));
      assertThat(serve.err()).noneMatch(line -> line.contains("Exception"));
    }
  }

  @Test
  void nodeThatStartsWithoutKafkaLivesAndSaysWhatItWaitsFor() throws Exception {
    Map<String, String> lonely = environment(TOPIC);
    // Nobody listens there: the port is reserved.
    lonely.put("HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    int adminPort = freePort();
    lonely.put("HELIOGRAPH_ADMIN_PORT", Integer.toString(adminPort));
    try (ServeProcess serve = ServeProcess.start(lonely)) {
      URI admin = ServeProcess.admin(adminPort);
      await("admin", () -> answers(admin));
      assertThat(Admin.get(admin, "health/live").statusCode()).isEqualTo(200);
      assertThat(Admin.get(admin, "health/ready").statusCode()).isEqualTo(503);
      assertThat(Admin.get(admin, "health/ready").body())
          .containsPattern("\"reasons\":\\[\"log: .*since .*\",\"starting\"\\]");
      assertThat(serve.out()).isEmpty();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private static boolean answers(URI admin) {
    try {
      Admin.get(admin, "health/live");
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
