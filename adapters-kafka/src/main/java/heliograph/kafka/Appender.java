package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.message.Draft;
import heliograph.ports.Inbox;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Appends to one life of the log. Every append is answered once: when the reader has passed its
 * record, or when it failed, or when the life is over. Safe for use by any thread; never blocks.
 */
final class Appender {
  /** What an append holds besides its data, roughly: headers, batch, bookkeeping. */
  private static final int OVERHEAD_BYTES = 400;

  private final Life life;
  private final KafkaConfig config;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Gatherer gatherer;
  private final OpenConnections connections;
  private final Inbox inbox;
  private final Lane[] lanes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong inFlightBytes = new AtomicLong();
  private final OneLine warnings = new OneLine(Appender.class);
  private final OneLine refusals = new OneLine(Appender.class);

  Appender(
      Life life,
      KafkaConfig config,
      KafkaProducer<byte[], byte[]> producer,
      Gatherer gatherer,
      Inbox inbox) {
    this.life = life;
    this.config = config;
    this.producer = producer;
    this.gatherer = gatherer;
    this.connections = new OpenConnections(producer.metrics());
    this.inbox = inbox;
    long stallNanos = TimeUnit.MILLISECONDS.toNanos(config.deliveryTimeoutMs() / 2);
    this.lanes =
        IntStream.range(0, life.partitions())
            .mapToObj(i -> new Lane(stallNanos))
            .toArray(Lane[]::new);
  }

  void append(long ticket, Draft draft) {
    byte[] key = Bytes.utf8(draft.room().value());
    int partition = life.partitionOf(key);
    int bytes = key.length + draft.payload().size() + OVERHEAD_BYTES;
    Lane lane = lanes[partition];
    Lane.Pending pending = new Lane.Pending(ticket, bytes, System.nanoTime());
    if (!reserve(bytes)) {
      refusals.warn(
          () ->
              "as much waits to be written to topic %s as may, %d messages or %d bytes of them:"
                      .formatted(config.topic(), config.inFlightMax(), config.inFlightBytesMax())
                  + " further ones are refused");
      refuse(ticket, LogFailure.BUSY);
      return;
    }
    if (!lane.enter(pending)) {
      release(bytes);
      refuse(ticket, LogFailure.UNAVAILABLE);
      return;
    }
    gatherer.send(() -> send(lane, pending, partition, key, draft));
  }

  private void send(Lane lane, Lane.Pending pending, int partition, byte[] key, Draft draft) {
    pending.sender = Thread.currentThread();
    try {
      producer.send(
          RecordFormat.encode(config.topic(), partition, key, draft),
          (metadata, error) -> ended(lane, pending, metadata, error));
    } catch (RuntimeException e) {
      ended(lane, pending, null, e);
    }
  }

  /** Answers an append that was not tried. */
  void refuse(long ticket, LogFailure failure) {
    inbox.submit(new Input.AppendFailed(ticket, failure));
  }

  /** Returns whether the producer knows where to send; asks for it if it does not. */
  boolean isReady() {
    try {
      return producer.partitionsFor(config.topic()).size() >= life.partitions();
    } catch (RuntimeException e) {
      return false;
    }
  }

  boolean hasNoConnection() {
    return connections.none();
  }

  /**
   * Called by the reader, which flushes then, when it has handed on all records of a partition up
   * to a position.
   */
  void passed(int partition, long position) {
    for (Lane.Pending pending : lanes[partition].passed(position)) {
      release(pending.bytes);
      inbox.submitLater(new Input.Appended(pending.ticket, pending.position()));
    }
  }

  /** Ends this life: what is open failed, and nothing more is let in. */
  void abandon(LogFailure failure) {
    for (Lane lane : lanes) {
      for (Lane.Pending pending : lane.close()) {
        release(pending.bytes);
        refuse(pending.ticket, failure);
      }
    }
    producer.close(Duration.ZERO);
  }

  /** Gives what is under way a moment to end, while the reader goes on. */
  void drain(long graceMs) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMs);
    while (inFlight.get() > 0 && System.nanoTime() - deadline < 0) {
      Pause.ms(5);
    }
  }

  /** Called by the producer's thread, or within {@link #send} by the sender's. */
  private void ended(Lane lane, Lane.Pending pending, RecordMetadata metadata, Exception error) {
    if (error == null) {
      if (lane.taken(pending, metadata.offset())) {
        release(pending.bytes);
        inbox.submit(new Input.Appended(pending.ticket, metadata.offset()));
      }
    } else if (lane.failed(pending)) {
      release(pending.bytes);
      boolean sent = Thread.currentThread() != pending.sender;
      LogFailure failure = Failures.ofAppend(error, sent);
      warn(failure, pending, error);
      refuse(pending.ticket, failure);
    }
  }

  private void warn(LogFailure failure, Lane.Pending pending, Exception error) {
    switch (failure) {
      case TOO_LARGE ->
          warnings.warn(
              () ->
                  "a message of about %d bytes is larger than topic %s takes: lower the limit on frames,"
                          .formatted(pending.bytes, config.topic())
                      + " or raise max.message.bytes of the topic and max.request.size of the client");
      case REFUSED ->
          warnings.warn(
              () -> "topic %s refuses: %s".formatted(config.topic(), Failures.words(error)));
      case TIMEOUT, UNAVAILABLE, BUSY ->
          warnings.warn(
              () ->
                  "a message could not be written to topic %s: %s"
                      .formatted(config.topic(), Failures.words(error)));
    }
  }

  private boolean reserve(int bytes) {
    boolean fits =
        inFlight.incrementAndGet() <= config.inFlightMax()
            & inFlightBytes.addAndGet(bytes) <= config.inFlightBytesMax();
    if (!fits) {
      release(bytes);
    }
    return fits;
  }

  private void release(int bytes) {
    inFlight.decrementAndGet();
    inFlightBytes.addAndGet(-bytes);
  }
}
