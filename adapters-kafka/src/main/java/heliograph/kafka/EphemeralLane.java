package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.ports.Inbox;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Carries messages that no log keeps, with a topic, connections and a thread of their own, so that
 * they never hold up a durable one. What does not fit into a small buffer, or is not taken at the
 * first try, is dropped.
 */
final class EphemeralLane implements Runnable {
  private static final Duration IDLE = Duration.ofMillis(500);

  private final KafkaConfig config;
  private final Clients clients;
  private final FollowedRooms rooms;
  private final Inbox inbox;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final OneLine warnings = new OneLine(EphemeralLane.class);
  private volatile KafkaProducer<byte[], byte[]> producer;
  private volatile KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private volatile boolean closed;

  EphemeralLane(KafkaConfig config, Clients clients, FollowedRooms rooms, Inbox inbox) {
    this.config = config;
    this.clients = clients;
    this.rooms = rooms;
    this.inbox = inbox;
  }

  /** Sends at once or drops. */
  void broadcast(Ephemeral message) {
    KafkaProducer<byte[], byte[]> sender = producer;
    if (sender == null || closed) {
      return;
    }
    try {
      sender.send(RecordFormat.encode(config.ephemeralTopic(), message));
    } catch (KafkaException | IllegalStateException e) {
      warnings.warn(() -> "an ephemeral message was dropped: " + Failures.words(e));
    }
  }

  /** Waits, for a bounded time, until messages arrive. */
  void awaitReady(long timeoutMs) throws InterruptedException {
    ready.await(timeoutMs, TimeUnit.MILLISECONDS);
  }

  void close() {
    closed = true;
    KafkaConsumer<ByteBuffer, ByteBuffer> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }

  @Override
  public void run() {
    while (!closed) {
      KafkaProducer<byte[], byte[]> sending = clients.ephemeralProducer();
      KafkaConsumer<ByteBuffer, ByteBuffer> polling =
          clients.consumer("ephemeral-reader", "latest");
      try {
        consumer = polling;
        Prefetch.await(sending, config.ephemeralTopic(), () -> closed);
        producer = sending;
        read(polling);
      } catch (RuntimeException e) {
        if (!closed) {
          warnings.warn(() -> "ephemeral messages are held up: " + Failures.words(e));
          Pause.ms(1_000);
        }
      } finally {
        producer = null;
        consumer = null;
        sending.close(Duration.ZERO);
        Clients.close(polling);
      }
    }
  }

  private void read(KafkaConsumer<ByteBuffer, ByteBuffer> polling) {
    List<TopicPartition> partitions =
        IntStream.range(0, config.partitions())
            .mapToObj(i -> new TopicPartition(config.ephemeralTopic(), i))
            .toList();
    polling.assign(partitions);
    polling.seekToEnd(partitions);
    partitions.forEach(polling::position);
    ready.countDown();
    RoomKey probe = new RoomKey();
    while (!closed) {
      for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polling.poll(IDLE)) {
        RoomName room = record.key() == null ? null : rooms.find(probe.at(record.key()));
        Ephemeral message = room == null ? null : RecordFormat.decodeEphemeral(room, record);
        if (message != null) {
          inbox.submit(new Input.EphemeralReceived(message));
        }
      }
    }
  }
}
