package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.LocalKafka;
import java.time.Duration;
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
import org.junit.jupiter.api.Test;

/** Rights that are taken from a node while it runs. */
class AuthorizationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void rightThatIsTakenAwayIsRefusedAndThatToReadIsTrouble() throws Exception {
    Map<String, String> acls =
        Map.of(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "allow.everyone.if.no.acl.found", "true");
    try (LocalKafka kafka = LocalKafka.start(1, acls)) {
      KafkaConfig config = TestTopics.config(kafka, 2);
      RecordingInbox inbox = new RecordingInbox();
      KafkaRoomLog log = new KafkaRoomLog(config, Telemetry.NONE);
      try (Admin admin = TestTopics.admin(config)) {
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
  }

  private static void set(
      Admin admin, String topic, AclOperation what, AclPermissionType permission) throws Exception {
    AclBinding binding =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry("User:*", "*", what, permission));
    admin.createAcls(List.of(binding)).all().get();
  }
}
