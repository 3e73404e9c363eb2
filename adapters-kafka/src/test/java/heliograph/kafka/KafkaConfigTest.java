package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {
  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> KafkaConfig.DEFAULT.with(c -> c.partitions = 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("partitions must be at least 1");
    assertThatThrownBy(() -> KafkaConfig.DEFAULT.with(c -> c.bootstrapServers = " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bootstrapServers must not be empty");
  }

  @Test
  void topicsAreNamedAfterTheRooms() {
    KafkaConfig cell = KafkaConfig.DEFAULT.with(c -> c.topics("cell2.rooms"));
    KafkaConfig other = KafkaConfig.DEFAULT.with(c -> c.topics("chat"));

    assertThat(KafkaConfig.DEFAULT.with(c -> c.topics("heliograph.rooms")))
        .isEqualTo(KafkaConfig.DEFAULT);
    assertThat(cell.controlTopic()).isEqualTo("cell2.control");
    assertThat(cell.ephemeralTopic()).isEqualTo("cell2.ephemeral");
    assertThat(other.controlTopic()).isEqualTo("chat.control");
  }

  @Test
  void textHidesTheValuesOfClientProperties() {
    KafkaConfig config =
        KafkaConfig.DEFAULT.with(
            c -> c.clientProperties = Map.of("sasl.jaas.config", "password=\"hush\""));

    assertThat(config.toString()).contains("sasl.jaas.config").doesNotContain("hush");
  }

  @Test
  void clientPropertyThatKafkaDoesNotTakeStopsTheStartWithOneLine() {
    KafkaConfig config =
        KafkaConfig.DEFAULT.with(c -> c.clientProperties = Map.of("compression.type", "many"));

    assertThatThrownBy(
            () -> new KafkaRoomLog(config, heliograph.ports.Telemetry.NONE).start(outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("compression.type")
        .hasMessageContaining("many");
  }
}
