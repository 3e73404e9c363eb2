package heliograph.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows all rooms from the beginning, as any program can. */
final class PlainConsumer {
  static void follow(String servers, String topic, String group, Consumer<String> out) {
    Map<String, Object> config =
        Map.of("bootstrap.servers", servers, "group.id", group, "auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (!Thread.currentThread().isInterrupted()) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          out.accept(record.key() + "@" + record.offset() + ": " + record.value());
        }
      }
    }
  }
}
