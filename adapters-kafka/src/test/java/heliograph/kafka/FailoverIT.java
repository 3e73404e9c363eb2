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

/**
 * Three brokers, of which one is lost.
 *
 * <p>Patience is long on purpose. On a machine that is too busy a new leader may take longer than
 * half the delivery timeout, after which further publishes are refused; and brokers that stand
 * still for longer than a request may take look as if none was in reach. Both are as they should be
 * and not what is tested here.
 */
class FailoverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** Neither brokers nor controllers are given up because they are slow. */
  private static final Map<String, String> BROKERS =
      Map.of(
          "min.insync.replicas", "2",
          "broker.session.timeout.ms", "4000",
          "controller.quorum.fetch.timeout.ms", "5000",
          "controller.quorum.election.timeout.ms", "3000");

  @Test
  void lossOfOneOfThreeBrokersIsNotSeen() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(3, BROKERS)) {
      KafkaConfig config =
          TestTopics.config(kafka.bootstrapServers(), 6)
              .with(
                  c -> {
                    c.replication = 3;
                    c.deliveryTimeoutMs = 90_000;
                    c.clientProperties = Map.of("request.timeout.ms", "15000");
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
