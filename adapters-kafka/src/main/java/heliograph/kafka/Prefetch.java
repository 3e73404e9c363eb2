package heliograph.kafka;

import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Has a producer learn its topic before it is used: with {@code max.block.ms=0} it refuses a topic
 * it does not know rather than wait, and so never blocks its caller.
 */
final class Prefetch {
  private Prefetch() {}

  /**
   * Blocks until the topic is known.
   *
   * @throws KafkaException if the topic is refused, or {@code ended} turns true before
   */
  static void await(Producer<?, ?> producer, String topic, BooleanSupplier ended) {
    while (!ended.getAsBoolean()) {
      try {
        producer.partitionsFor(topic);
        return;
      } catch (RetriableException e) {
        Pause.ms(2);
      }
    }
    throw new KafkaException("ended before topic " + topic + " was known");
  }
}
