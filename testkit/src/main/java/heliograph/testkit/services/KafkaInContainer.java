package heliograph.testkit.services;

import org.testcontainers.kafka.KafkaContainer;

/** One broker in a container. */
final class KafkaInContainer implements KafkaService {
  private static final String IMAGE = "apache/kafka-native:4.3.1";

  private final KafkaContainer container = new KafkaContainer(IMAGE);

  KafkaInContainer() {
    container.start();
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public String logTail() {
    return container.getLogs();
  }

  @Override
  public void close() {
    container.stop();
  }
}
