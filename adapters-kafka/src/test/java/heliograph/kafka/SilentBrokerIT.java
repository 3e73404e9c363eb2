package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.id.RoomName;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.LocalKafka;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Something that takes connections and says nothing, as a balancer with nothing behind it. */
class SilentBrokerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration ONE_MS = Duration.ofMillis(1);

  private final Detour detour = new Detour();
  private final LocalKafka kafka = LocalKafka.startWithDetour(Map.of(), detour::leadTo);
  private final KafkaConfig config = TestTopics.config(detour.address(), 4);
  private final KafkaRoomLog log = new KafkaRoomLog(config, Telemetry.NONE);

  @AfterEach
  void close() {
    detour.mend();
    log.close();
    kafka.close();
    detour.close();
  }

  /** Connections that say nothing look like good ones. */
  @Test
  void troubleLastsUntilABrokerAnswersWhateverTakesConnectionsMeanwhile() {
    log.start(new RecordingInbox());
    detour.stall();
    detour.breakConnections();
    await()
        .pollInterval(ONE_MS)
        .until(
            () -> {
              log.append(1, Publisher.draft(new RoomName("r"), 0));
              return log.trouble() != null;
            });
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (System.nanoTime() - until < 0) {
      assertThat(log.trouble()).isNotNull();
      LockSupport.parkNanos(ONE_MS.toNanos());
    }

    detour.mend();
    await().atMost(PATIENCE).until(() -> log.trouble() == null);
  }
}
