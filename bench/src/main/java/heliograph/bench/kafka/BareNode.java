package heliograph.bench.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a node needs of Kafka: a producer, and a consumer of all partitions, which reads them and
 * does nothing with it. In what is gathered and confirmed it is set as a node's are, unless told to
 * wait.
 */
final class BareNode implements AutoCloseable {
  /** More than comes within any wait, so that a fetch takes all of it. */
  private static final int BEYOND_REACH = 64 << 20;

  private static final Duration POLL = Duration.ofMillis(500);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread reader;
  private volatile boolean closed;

  final LongAdder polls = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder latencyNanos = new LongAdder();

  /**
   * Makes one that does not read yet.
   *
   * @param gatherMs how long the producer, and then a fetch, waits for more; 0 for not at all
   */
  BareNode(String bootstrapServers, String topic, int partitions, int gatherMs) {
    this.topic = topic;
    reader = Thread.ofPlatform().name("reader").daemon().unstarted(this::read);
    Map<String, Object> writes = new HashMap<>();
    writes.put("bootstrap.servers", bootstrapServers);
    writes.put("enable.metrics.push", false);
    Map<String, Object> reads = new HashMap<>(writes);
    writes.put("linger.ms", gatherMs);
    writes.put("acks", "all");
    producer = new KafkaProducer<>(writes, new ByteArraySerializer(), new ByteArraySerializer());
    if (gatherMs > 0) {
      reads.put("fetch.max.wait.ms", gatherMs);
      reads.put("fetch.min.bytes", BEYOND_REACH);
    }
    reads.put("enable.auto.commit", false);
    reads.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(reads, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList());
  }

  void start() {
    reader.start();
  }

  /** Writes a message that holds the time. */
  void publish(int partition, int bytes) {
    byte[] value = new byte[bytes];
    ByteBuffer.wrap(value).putLong(System.nanoTime());
    producer.send(new ProducerRecord<>(topic, partition, null, value));
  }

  private void read() {
    try {
      while (!closed) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        long now = System.nanoTime();
        polls.increment();
        for (ConsumerRecord<byte[], byte[]> one : polled) {
          received.increment();
          latencyNanos.add(now - ByteBuffer.wrap(one.value()).getLong());
        }
      }
    } catch (WakeupException e) {
      // By close.
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      reader.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ZERO);
  }
}
