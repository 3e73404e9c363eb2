package heliograph.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;

/** A consumer that reads one partition after the other, from wherever it is told. One thread. */
final class PartitionReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private final Metric fetches;
  private TopicPartition partition;
  private long next;

  PartitionReader(KafkaConsumer<ByteBuffer, ByteBuffer> consumer) {
    this.consumer = consumer;
    this.fetches =
        consumer.metrics().values().stream()
            .filter(m -> m.metricName().name().equals("fetch-total"))
            .filter(m -> m.metricName().group().equals("consumer-fetch-manager-metrics"))
            .findFirst()
            .map(Metric.class::cast)
            .orElseThrow(() -> new IllegalStateException("the client does not count fetches"));
  }

  void turnTo(TopicPartition other) {
    if (!other.equals(partition)) {
      consumer.assign(List.of(other));
      partition = other;
    }
  }

  /** Asks for the position after the last. */
  long end() {
    return consumer.endOffsets(List.of(partition)).get(partition);
  }

  /** Asks for the first position that is kept. */
  long beginning() {
    return consumer.beginningOffsets(List.of(partition)).get(partition);
  }

  void seek(long position) {
    consumer.seek(partition, position);
    next = position;
  }

  /** Returns the position after what was read. */
  long next() {
    return next;
  }

  /**
   * Reads on, for a moment at most.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if the place is not kept
   */
  List<ConsumerRecord<ByteBuffer, ByteBuffer>> poll() {
    ConsumerRecords<ByteBuffer, ByteBuffer> polled = consumer.poll(POLL);
    OffsetAndMetadata reached = polled.nextOffsets().get(partition);
    if (reached != null) {
      next = reached.offset();
    }
    return polled.records(partition);
  }

  /** Returns how often a broker was asked for records. */
  long fetches() {
    return fetches.metricValue() instanceof Double count ? count.longValue() : 0;
  }

  /** Has a poll that is under way end; any thread. */
  void stop() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    Clients.close(consumer);
  }
}
