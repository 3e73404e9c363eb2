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
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The topic is everybody's: what others write to it, or have made of it. */
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

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(60, TimeUnit.SECONDS).until(condition);
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
