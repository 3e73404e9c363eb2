package heliograph.testkit.services;

import java.util.Map;

/**
 * A real Kafka cluster, for tests and for trying things out.
 *
 * <p>Not safe for use by several threads at a time. Closing ends what was started, and deletes its
 * data.
 */
public interface KafkaService extends AutoCloseable {

  /** Returns the addresses for {@code bootstrap.servers}; they stay the same over restarts. */
  String bootstrapServers();

  /** Returns the last lines of the brokers' logs, for a failure's report; may be empty. */
  String logTail();

  @Override
  void close();

  /**
   * Finds or starts a cluster: the one at the address in {@code HELIOGRAPH_TEST_KAFKA}; else a
   * container, where an engine answers; else a broker of our own on this machine. It cannot be
   * killed or paused: for that start a {@link LocalKafka}.
   */
  static KafkaService start() {
    String address = System.getenv("HELIOGRAPH_TEST_KAFKA");
    if (address != null && !address.isBlank()) {
      return new External(address);
    }
    if (ContainerEngine.answers()) {
      return new KafkaInContainer();
    }
    return LocalKafka.start(1, Map.of());
  }

  /** A cluster somebody else runs. */
  record External(String bootstrapServers) implements KafkaService {
    @Override
    public String logTail() {
      return "";
    }

    @Override
    public void close() {
      // Not ours to end.
    }
  }
}
