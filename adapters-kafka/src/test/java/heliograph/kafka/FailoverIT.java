package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.LocalKafka;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Three brokers, of which one is lost. */
class FailoverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @Test
  void lossOfOneOfThreeBrokersIsNotSeen() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(3, Map.of("min.insync.replicas", "2"))) {
      KafkaConfig config =
          TestTopics.config(kafka.bootstrapServers(), 6)
              .with(
                  c -> {
                    c.replication = 3;
                    c.deliveryTimeoutMs = 20_000;
                  });
      RecordingInbox inbox = new RecordingInbox();
      KafkaRoomLog log = new KafkaRoomLog(config, Telemetry.NONE);
      try {
        log.start(inbox);
        Publisher publisher = new Publisher(log, inbox, new AtomicLong(), 24);
        await().atMost(PATIENCE).until(() -> publisher.appended().size() > 200);

        kafka.kill(1);

        int before = publisher.appended().size();
        await().atMost(PATIENCE).until(() -> publisher.appended().size() > before + 500);
        publisher.finish();
        assertThat(publisher.faults()).isEmpty();
        assertThat(publisher.failures()).isEmpty();
        assertThat(log.trouble()).isNull();
      } finally {
        log.close();
      }
    }
  }
}
