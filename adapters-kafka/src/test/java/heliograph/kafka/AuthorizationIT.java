package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.Certificate;
import heliograph.testkit.services.LocalKafka;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A broker that speaks TLS and wants to know who a node is, and rights that are taken from it while
 * it runs.
 */
class AuthorizationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\""
          + " password=\"%s\"%s;";

  private static Certificate certificate;
  private static LocalKafka kafka;

  @BeforeAll
  static void startBroker() {
    certificate = Certificate.selfSigned();
    kafka =
        LocalKafka.start(
            1,
            Map.ofEntries(
                Map.entry(
                    "authorizer.class.name",
                    "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:admin;User:ANONYMOUS"),
                Map.entry("allow.everyone.if.no.acl.found", "true"),
                Map.entry(
                    "listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT"),
                Map.entry("ssl.keystore.location", certificate.store().toString()),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.password", Certificate.PASSWORD),
                Map.entry("ssl.truststore.location", certificate.store().toString()),
                Map.entry("ssl.truststore.type", "PKCS12"),
                Map.entry("ssl.truststore.password", Certificate.PASSWORD),
                Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
                Map.entry(
                    "listener.name.plaintext.plain.sasl.jaas.config",
                    LOGIN.formatted(
                        "admin", "a-secret", " user_admin=\"a-secret\" user_node=\"n-secret\""))));
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
    certificate.close();
  }

  private static Map<String, String> login(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "ssl.truststore.location",
        certificate.store().toString(),
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.password",
        Certificate.PASSWORD,
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        LOGIN.formatted(user, password, ""));
  }

  private static KafkaConfig config(String password) {
    return TestTopics.config(kafka, 2).with(c -> c.clientProperties = login("node", password));
  }

  private static Admin admin() {
    Map<String, Object> all = new HashMap<>(login("admin", "a-secret"));
    all.put("bootstrap.servers", kafka.bootstrapServers());
    return Admin.create(all);
  }

  @Test
  void wrongPasswordEndsTheStartWithOneLine() {
    KafkaConfig config = config("wrong");

    assertThatThrownBy(() -> new KafkaRoomLog(config, Telemetry.NONE).start(new RecordingInbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Kafka refuses: SaslAuthentication: Authentication failed: Invalid username or"
                + " password");
    assertThatThrownBy(
            () -> new KafkaControlLog(config, Telemetry.NONE).start(new RecordingInbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Kafka refuses: SaslAuthentication: ");
  }

  @Test
  void brokerWhoseCertificateIsNotTrustedEndsTheStartWithOneLine() {
    Map<String, String> trusting = new HashMap<>(login("node", "n-secret"));
    trusting.keySet().removeIf(name -> name.startsWith("ssl.truststore"));
    KafkaConfig config = TestTopics.config(kafka, 2).with(c -> c.clientProperties = trusting);

    assertThatThrownBy(() -> new KafkaRoomLog(config, Telemetry.NONE).start(new RecordingInbox()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Kafka refuses: SslAuthentication: SSL handshake failed")
        .hasMessageNotContaining("\n");
  }

  @Test
  void rightThatIsTakenAwayIsRefusedAndThatToReadIsTrouble() throws Exception {
    KafkaConfig config = config("n-secret");
    RecordingInbox inbox = new RecordingInbox();
    KafkaRoomLog log = new KafkaRoomLog(config, Telemetry.NONE);
    try (Admin admin = admin()) {
      log.start(inbox);
      RoomName room = new RoomName("r");
      log.append(1, Publisher.draft(room, 1));
      inbox.appended(1);

      set(admin, config.topic(), AclOperation.ALL, AclPermissionType.ALLOW);
      set(admin, config.topic(), AclOperation.WRITE, AclPermissionType.DENY);
      log.append(2, Publisher.draft(room, 2));
      Input.AppendFailed failed = inbox.await(Input.AppendFailed.class, f -> f.ticket() == 2);
      assertThat(failed.failure()).isEqualTo(LogFailure.REFUSED);
      assertThat(log.trouble()).isNull();

      set(admin, config.topic(), AclOperation.READ, AclPermissionType.DENY);
      await().atMost(PATIENCE).until(() -> log.trouble() != null);
      assertThat(log.trouble()).contains("cannot be read").contains("Not authorized");
    } finally {
      log.close();
    }
  }

  private static void set(
      Admin admin, String topic, AclOperation what, AclPermissionType permission) throws Exception {
    AclBinding binding =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry("User:node", "*", what, permission));
    admin.createAcls(List.of(binding)).all().get();
  }
}
