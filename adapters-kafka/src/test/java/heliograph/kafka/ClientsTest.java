package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** What operators may set, and what they may not. */
class ClientsTest {
  private static Clients clients(Map<String, String> properties) {
    return new Clients(KafkaConfig.DEFAULT.with(c -> c.clientProperties = properties));
  }

  @Test
  void requestTimeoutCanBeSetAlone() {
    Clients clients = clients(Map.of("request.timeout.ms", "7000"));

    clients.check();
    try (Admin admin = clients.admin();
        KafkaProducer<?, ?> producer = clients.durableProducer("p", 8_000);
        KafkaConsumer<?, ?> consumer = clients.consumer("c", "none")) {
      assertThat(admin.metrics()).isNotEmpty();
      assertThat(producer.metrics()).isNotEmpty();
      assertThat(consumer.metrics()).isNotEmpty();
      producer.close(Duration.ZERO);
    }
  }

  @Test
  void whatTheClientRefusesIsNamed() {
    assertThatThrownBy(() -> clients(Map.of("request.timeout.ms", "soon")).check())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("request.timeout.ms");
    assertThatThrownBy(() -> clients(Map.of("request.timeout.ms", "9000")).check())
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("request.timeout.ms and linger.ms make 9000 ms");
  }
}
