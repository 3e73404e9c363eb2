package heliograph.kafka;

import heliograph.domain.Control;
import heliograph.ports.Telemetry;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * The thread that writes controls to their topic, in the order in which they were announced. One
 * that is not written in time is announced again, if the queue still has room.
 */
final class ControlSender implements Runnable {
  private static final long DELIVERY_TIMEOUT_MS = 120_000;
  private static final long CLOSE_GRACE_MS = 1_000;

  private static final long STEP_MS = 50;

  /** Controls handed to the producer and not written; further ones wait in the queue. */
  private static final int IN_FLIGHT_MAX = 1_000;

  private final KafkaConfig config;
  private final Clients clients;
  private final BlockingQueue<Control> waiting;
  private final Telemetry telemetry;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
  private final OneLine warnings = new OneLine(ControlSender.class);
  private volatile boolean closed;

  ControlSender(
      KafkaConfig config, Clients clients, BlockingQueue<Control> waiting, Telemetry telemetry) {
    this.config = config;
    this.clients = clients;
    this.waiting = waiting;
    this.telemetry = telemetry;
  }

  /** Writes what waits, within a moment, and ends. */
  void close() {
    closed = true;
  }

  @Override
  public void run() {
    while (!closed) {
      KafkaProducer<byte[], byte[]> producer =
          clients.durableProducer("control-writer", DELIVERY_TIMEOUT_MS);
      try {
        Prefetch.await(producer, config.controlTopic(), () -> closed);
        sendAll(producer);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (KafkaException e) {
        if (!closed) {
          warnings.warn(() -> "controls cannot be written: " + Failures.words(e));
          Pause.ms(500);
        }
      } finally {
        producer.close(Duration.ofMillis(CLOSE_GRACE_MS));
      }
    }
  }

  private void sendAll(KafkaProducer<byte[], byte[]> producer) throws InterruptedException {
    while (!closed || !waiting.isEmpty()) {
      boolean room = inFlight.tryAcquire(STEP_MS, TimeUnit.MILLISECONDS);
      if (!room) {
        if (closed) {
          return;
        }
        continue;
      }
      Control next = waiting.poll(STEP_MS, TimeUnit.MILLISECONDS);
      if (next == null) {
        inFlight.release();
      } else {
        send(producer, next);
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Control control) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            config.controlTopic(), ControlFormat.key(control), ControlFormat.encode(control));
    producer.send(
        record,
        (metadata, error) -> {
          inFlight.release();
          if (error != null && !closed) {
            failed(control, error);
          }
        });
  }

  private void failed(Control control, Exception error) {
    telemetry.count(Telemetry.Counter.LOG_FAILURES, 1);
    warnings.warn(() -> "a control could not be written: " + Failures.words(error));
    if (!Failures.isRefusal(error) && !waiting.offer(control)) {
      warnings.warn(() -> "a control was dropped: too many wait for Kafka");
    }
  }
}
