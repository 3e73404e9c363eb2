package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import heliograph.testkit.services.LocalKafka;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What Kafka refuses: the client is told what to do, the operator in one line and by a metric, and
 * the node goes on.
 */
class LogRefusalsIT {
  private static LocalKafka kafka;
  private static org.apache.kafka.clients.admin.Admin operator;

  private final String topic = "refusing-" + System.nanoTime() + ".rooms";
  private TestNode node;
  private TestClient client;
  private LoudLog log;
  private double failuresBefore;

  @BeforeAll
  static void startBroker() {
    kafka =
        LocalKafka.start(
            1,
            Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true"));
    operator =
        org.apache.kafka.clients.admin.Admin.create(
            Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    operator.close();
    kafka.close();
  }

  @BeforeEach
  void start() {
    node = TestNode.start(environment());
    client = TestClient.of(node).open();
    assertThat(client.ask("join", "room", "r").get("type").asString()).isEqualTo("joined");
    failuresBefore = failures();
    log = new LoudLog();
  }

  @AfterEach
  void stop() {
    log.close();
    client.close();
    node.close();
  }

  private Map<String, String> environment() {
    return Map.of(
        "HELIOGRAPH_AUTH_SECRET",
        Tokens.SECRET,
        "HELIOGRAPH_LOG",
        "kafka",
        "HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrapServers(),
        "HELIOGRAPH_KAFKA_TOPIC",
        topic,
        "HELIOGRAPH_KAFKA_PARTITIONS",
        "2");
  }

  private double failures() {
    return Admin.metrics(node.admin()).get("heliograph_log_failures_total");
  }

  private String ready() {
    return Admin.get(node.admin(), "health/ready").body();
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what).atMost(60, TimeUnit.SECONDS).until(condition);
  }

  private JsonNode publish(Object data) {
    return client.ask("publish", "room", "r", "data", data);
  }

  /**
   * Asserts that of several failures the operator is told in one line, and of each by the metric.
   */
  private void assertTold(int failures, String line) {
    assertThat(log.lines().stream().filter(each -> !each.startsWith("INFO")))
        .singleElement()
        .asString()
        .startsWith("WARN heliograph.kafka.")
        .contains(line);
    assertThat(failures() - failuresBefore).isEqualTo(failures);
    assertThat(Admin.get(node.admin(), "health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void recordTheTopicDoesNotTakeIsTooLargeAndOthersGoOn() throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp limit =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", "2000"), AlterConfigOp.OpType.SET);
    operator.incrementalAlterConfigs(Map.of(resource, List.of(limit))).all().get();

    for (int i = 0; i < 3; i++) {
      assertThat(publish("x".repeat(20_000)).get("code").asString()).isEqualTo("too_large");
    }

    assertThat(publish("x").get("type").asString()).isEqualTo("published");
    assertTold(3, "is larger than topic " + topic + " takes: lower the limit on frames");
  }

  @Test
  void rightToWriteThatIsTakenAwayIsUnavailableUntilItIsGivenBack() throws Exception {
    operator.createAcls(List.of(acl(AclOperation.ALL, AclPermissionType.ALLOW))).all().get();
    AclBinding denial = acl(AclOperation.WRITE, AclPermissionType.DENY);
    operator.createAcls(List.of(denial)).all().get();

    for (int i = 0; i < 3; i++) {
      JsonNode refused = publish(i);
      assertThat(refused.get("code").asString()).isEqualTo("unavailable");
      assertThat(refused.get("message").asString()).contains("the log refused the message");
    }

    assertTold(3, "topic " + topic + " refuses: TopicAuthorization");
    operator.deleteAcls(List.of(denial.toFilter())).all().get();
    await("the right", () -> publish("again").get("type").asString().equals("published"));
  }

  private AclBinding acl(AclOperation what, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
        new AccessControlEntry("User:ANONYMOUS", "*", what, permission));
  }

  @Test
  void topicThatIsDeletedIsUnavailableWithAReasonAndOneMadeAnewIsUsed() throws Exception {
    String epoch = client.ask("publish", "room", "r", "data", 1).get("epoch").asString();
    operator.deleteTopics(List.of(topic)).all().get();
    await("notice", () -> ready().contains("topic " + topic + " is gone"));

    for (int i = 0; i < 3; i++) {
      assertThat(publish(2).get("code").asString()).isEqualTo("unavailable");
    }

    assertTold(3, "topic " + topic + " is gone");
    // As an operator does: a node that starts makes the topics it does not find.
    try (TestNode maker = TestNode.start(environment())) {
      await("topic", () -> Admin.get(maker.admin(), "health/ready").body().contains("up"));
    }
    await("new topic", () -> ready().contains("\"up\""));
    assertThat(client.end()).isEqualTo(1001);
    try (TestClient again = TestClient.of(node).resume(client.resume()).open()) {
      JsonNode room = again.welcome().get("rooms").get(0);
      assertThat(room.get("recovered").asBoolean()).isFalse();
      assertThat(room.get("epoch").asString()).isNotEqualTo(epoch);
      assertThat(again.ask("publish", "room", "r", "data", 3).get("epoch"))
          .isEqualTo(room.get("epoch"));
      assertThat(again.message("r").get("data").asInt()).isEqualTo(3);
    }
  }
}
