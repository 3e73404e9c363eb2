package heliograph.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapBoundsTest {
  private static final long SMALL_HEAP = 256L << 20;

  @Test
  void defaultsAreLoweredToAQuarterOfASmallHeapAndThatIsTold() {
    HeapBounds.Fitting fitting = HeapBounds.fit(new ConfigFixture().valid(), SMALL_HEAP);

    assertThat(fitting.config().limits().nodeRingBytesMax()).isEqualTo(64L << 20);
    assertThat(fitting.config().log().memory().retentionBytes()).isEqualTo(64L << 20);
    assertThat(fitting.changes())
        .satisfiesExactly(
            ring ->
                assertThat(ring)
                    .startsWith(
                        "node-ring-bytes-max is 268435456, but the heap has room for 67108864")
                    .contains("-Xmx"),
            log -> assertThat(log).startsWith("log-retention-bytes is 268435456"));
  }

  @Test
  void whatFitsIsAsConfigured() {
    Config config =
        new ConfigFixture()
            .env("HELIOGRAPH_NODE_RING_BYTES_MAX", "67108864")
            .env("HELIOGRAPH_LOG_RETENTION_BYTES", "1000000")
            .valid();

    HeapBounds.Fitting fitting = HeapBounds.fit(config, SMALL_HEAP);

    assertThat(fitting.config()).isEqualTo(config);
    assertThat(fitting.changes()).isEmpty();
  }

  @Test
  void logOnKafkaKeepsNothingInTheHeap() {
    Config config =
        new ConfigFixture()
            .env("HELIOGRAPH_LOG", "kafka")
            .env("HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")
            .valid();

    HeapBounds.Fitting fitting = HeapBounds.fit(config, SMALL_HEAP);

    assertThat(fitting.config().log()).isEqualTo(config.log());
    assertThat(fitting.changes()).hasSize(1);
  }
}
