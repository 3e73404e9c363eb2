package heliograph.kafka;

import heliograph.domain.Control;
import heliograph.domain.Input;
import heliograph.ports.ControlLog;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Controls on a compacted Kafka topic of one partition, read from its end at the start on. Safe for
 * use by any thread.
 *
 * <p>While Kafka is out of reach, controls wait, up to a bound: beyond it the newest is dropped,
 * and counted as a failure. A takeover that is lost so is still seen by the old owner, at its next
 * save.
 */
public final class KafkaControlLog implements ControlLog {
  private static final int WAITING_MAX = 10_000;
  private static final long CLOSE_GRACE_MS = 2_000;
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final long AGAIN_MS = 500;

  private final KafkaConfig config;
  private final Telemetry telemetry;
  private final Clients clients;
  private final BlockingQueue<Control> waiting = new ArrayBlockingQueue<>(WAITING_MAX);

  /** Completed when controls arrive, or failed when they never will as Kafka is set up. */
  private final CompletableFuture<Void> reading = new CompletableFuture<>();

  private final OneLine warnings = new OneLine(KafkaControlLog.class);
  private volatile boolean closed;
  private volatile KafkaConsumer<ByteBuffer, ByteBuffer> consumer;

  /** Set once, by {@link #start}. */
  private Inbox inbox;

  private ControlSender sender;
  private Thread senderThread;
  private Thread readerThread;

  /** Makes a log that does nothing before {@link #start}. */
  public KafkaControlLog(KafkaConfig config, Telemetry telemetry) {
    this.config = config;
    this.telemetry = telemetry;
    this.clients = new Clients(config);
  }

  /**
   * Creates the topic where there is none, and blocks until controls arrive, or until the start
   * timeout has passed: then it goes on trying.
   *
   * @throws IllegalStateException if an existing topic has more than one partition, or Kafka
   *     refuses this node; the message is one line
   */
  @Override
  public void start(Inbox to) {
    inbox = to;
    sender = new ControlSender(config, clients, waiting, telemetry);
    readerThread =
        Thread.ofPlatform().daemon().name("heliograph-control-reader").start(this::keepReading);
    senderThread = Thread.ofPlatform().daemon().name("heliograph-control-sender").start(sender);
    try {
      reading.get(config.startTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      close();
      throw e.getCause() instanceof IllegalStateException refusal
          ? refusal
          : new IllegalStateException("controls on Kafka cannot be read", e.getCause());
    } catch (TimeoutException e) {
      // The reader goes on.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sees to it that the topic is there, however long Kafka is away. */
  private void ensureTopic() throws InterruptedException {
    try (Admin admin = clients.admin()) {
      Topics topics = new Topics(admin);
      while (!closed && !tryEnsureTopic(topics)) {
        Pause.ms(AGAIN_MS);
      }
    }
  }

  private boolean tryEnsureTopic(Topics topics) throws InterruptedException {
    try {
      topics.ensure(TopicSpec.control(config));
      return true;
    } catch (Topics.Mismatch e) {
      refuse(e, e.getMessage());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = Failures.cause(e);
      if (Failures.isRefusal(cause)) {
        refuse(cause, "Kafka refuses: " + Failures.words(cause));
      } else {
        warnings.warn(
            () ->
                "Kafka at %s cannot be reached: %s"
                    .formatted(config.bootstrapServers(), Failures.words(cause)));
      }
    }
    return false;
  }

  /** Fails the start; if that is over, it is said, and tried again. */
  private void refuse(Throwable cause, String why) {
    if (!reading.completeExceptionally(new IllegalStateException(why, cause))) {
      warnings.warn(() -> why);
    }
  }

  @Override
  public void announce(Control control) {
    if (!waiting.offer(control)) {
      telemetry.count(Telemetry.Counter.LOG_FAILURES, 1);
      warnings.warn(() -> "more than " + WAITING_MAX + " controls wait for Kafka: one was dropped");
    }
  }

  @Override
  public void close() {
    if (closed || senderThread == null) {
      return;
    }
    sender.close();
    join(senderThread);
    closed = true;
    KafkaConsumer<ByteBuffer, ByteBuffer> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    join(readerThread);
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_GRACE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepReading() {
    try {
      ensureTopic();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (KafkaException e) {
      refuse(
          e,
          "no Kafka client can be made: "
              + Failures.words(e.getCause() == null ? e : e.getCause()));
      return;
    }
    while (!closed) {
      // Should the place be lost, old controls are not repeated: users may have come back since.
      KafkaConsumer<ByteBuffer, ByteBuffer> polling = clients.consumer("control-reader", "latest");
      consumer = polling;
      try {
        read(polling);
      } catch (WakeupException e) {
        // Closed, or else it goes on.
      } catch (RuntimeException e) {
        warnings.warn(() -> "controls cannot be read: " + Failures.words(e));
        Pause.ms(AGAIN_MS);
      } finally {
        consumer = null;
        Clients.close(polling);
      }
    }
  }

  private void read(KafkaConsumer<ByteBuffer, ByteBuffer> polling) {
    List<TopicPartition> only = List.of(new TopicPartition(config.controlTopic(), 0));
    polling.assign(only);
    polling.seekToEnd(only);
    polling.position(only.getFirst());
    reading.complete(null);
    while (!closed) {
      for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polling.poll(IDLE)) {
        Control control =
            record.value() == null ? null : ControlFormat.decode(Bytes.of(record.value()));
        if (control != null) {
          inbox.submit(new Input.Controlled(control));
        } else {
          telemetry.count(Telemetry.Counter.LOG_RECORDS_UNUSABLE, 1);
        }
      }
    }
  }
}
