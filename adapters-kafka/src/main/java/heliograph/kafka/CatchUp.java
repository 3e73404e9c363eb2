package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.Epoch;
import heliograph.domain.message.Span;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads parts of the log on demand, with a few consumers. Reads of one partition that lie near each
 * other share one pass over it, so that many clients that return at once cost the broker little
 * more than one. Safe for use by any thread.
 */
final class CatchUp {
  private final KafkaConfig config;
  private final Clients clients;
  private final Supplier<Life> life;
  private final Inbox inbox;
  private final Telemetry telemetry;
  private final ReadQueue queue;
  private final OneLine warnings = new OneLine(CatchUp.class);
  private final AtomicReferenceArray<PartitionReader> readers;
  private List<Thread> threads = List.of();

  CatchUp(
      KafkaConfig config, Clients clients, Supplier<Life> life, Inbox inbox, Telemetry telemetry) {
    this.config = config;
    this.clients = clients;
    this.life = life;
    this.inbox = inbox;
    this.telemetry = telemetry;
    this.queue = new ReadQueue(config.readsQueuedMax(), config.scanRecordsMax());
    this.readers = new AtomicReferenceArray<>(config.readThreads());
  }

  void start() {
    threads =
        IntStream.range(0, config.readThreads())
            .mapToObj(
                i ->
                    Thread.ofPlatform()
                        .daemon()
                        .name("heliograph-log-catch-up-" + i)
                        .start(() -> work(i)))
            .toList();
  }

  void read(long ticket, Span span) {
    Life now = life.get();
    byte[] key = Bytes.utf8(span.room().value());
    boolean accepted =
        now != null
            && queue.offer(
                new ReadRequest(
                    ticket, span, now.partitionOf(key), RoomKey.of(key), System.nanoTime()));
    if (!accepted) {
      fail(ticket, LogFailure.UNAVAILABLE);
    }
  }

  void close() {
    queue.close().forEach(request -> fail(request.ticket(), LogFailure.UNAVAILABLE));
    for (int i = 0; i < readers.length(); i++) {
      PartitionReader reading = readers.get(i);
      if (reading != null) {
        reading.stop();
      }
    }
    for (Thread thread : threads) {
      try {
        thread.join(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void fail(long ticket, LogFailure failure) {
    inbox.submit(new Input.ReadFailed(ticket, failure));
  }

  private void work(int number) {
    PartitionReader reader = null;
    Life of = null;
    try {
      for (List<ReadRequest> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
        Life now = life.get();
        Answers answers = new Answers(now, life, inbox);
        answers.takeOn(batch);
        if (reader != null && !of.equals(now)) {
          reader.close();
          reader = null;
        }
        of = now;
        reader = serve(number, reader, answers, batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (reader != null) {
        reader.close();
      }
    }
  }

  /** Serves a batch; returns the reader for the next one, null if it is of no use any more. */
  private PartitionReader serve(
      int number, PartitionReader old, Answers answers, List<ReadRequest> batch) {
    int partition = batch.getFirst().partition();
    PartitionReader reader = old;
    try {
      if (reader == null) {
        reader = new PartitionReader(clients.catchUpConsumer(number));
        readers.set(number, reader);
      }
      long before = reader.fetches();
      reader.turnTo(new TopicPartition(config.topic(), partition));
      scan(reader, answers, batch);
      telemetry.count(Telemetry.Counter.LOG_FETCHES, reader.fetches() - before);
    } catch (RuntimeException e) {
      warnings.warn(() -> "the log cannot be read: " + Failures.words(e));
      answers.failAll(Failures.ofRead(e));
      if (reader != null) {
        reader.close();
      }
      reader = null;
    } finally {
      List<ReadRequest> left = answers.handBack();
      if (!queue.release(partition, left)) {
        left.forEach(request -> fail(request.ticket(), LogFailure.UNAVAILABLE));
      }
    }
    return reader;
  }

  private void scan(PartitionReader reader, Answers answers, List<ReadRequest> batch) {
    Epoch epoch = answers.epoch();
    int partition = batch.getFirst().partition();
    if (batch.getFirst().isForward()) {
      ForwardScan.Joiners joiners = fits -> queue.join(partition, fits);
      new ForwardScan(reader, answers, epoch, config, joiners).run(batch);
    } else {
      new BackwardScan(reader, answers, epoch, config).run(batch);
    }
  }
}
