package heliograph.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The thread that knows whether the log is in reach, and which life it has: it sets the topics up,
 * asks for the topic every second, and more often while there is trouble.
 */
final class Monitor implements Runnable {
  /** What the monitor needs from the log it watches for. */
  interface Node {
    /** Whether no client has a connection to any broker. */
    boolean isDisconnected();

    /** Whether appends can be sent and records arrive. */
    boolean isReady();

    /** The topic was deleted: nothing under way can end well. */
    void topicGone();
  }

  private static final long LOOK_MS = 1_000;
  private static final long STEP_MS = 50;
  private static final long RETRY_MS = 200;

  private final KafkaConfig config;
  private final Admin admin;
  private final Topics topics;
  private final Reach reach;
  private final Reader reader;
  private final Node node;

  /** Completed when the log can be used, or failed when it never will be as it is set up. */
  private final CompletableFuture<Void> started = new CompletableFuture<>();

  private volatile boolean closed;
  private volatile boolean placeLost;

  /** The rest is touched by the monitor's thread only. */
  private boolean ensured;

  private Life life;

  /** Whether the reader was told how far to read since the trouble began; false without trouble. */
  private boolean goalSet;

  Monitor(KafkaConfig config, Admin admin, Reach reach, Reader reader, Node node) {
    this.config = config;
    this.admin = admin;
    this.topics = new Topics(admin);
    this.reach = reach;
    this.reader = reader;
    this.node = node;
  }

  CompletableFuture<Void> started() {
    return started;
  }

  /** Has the reader told where to begin anew. */
  void placeLost() {
    placeLost = true;
  }

  void close() {
    closed = true;
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        watch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    if (!look()) {
      goalSet = false;
      TimeUnit.MILLISECONDS.sleep(RETRY_MS);
      return;
    }
    long nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MS);
    while (!closed && !placeLost && System.nanoTime() - nextLook < 0) {
      if (reach.isFine() && node.isDisconnected()) {
        reach.lost("no broker of " + config.bootstrapServers() + " can be reached");
      }
      String fault = reader.fault();
      if (fault != null) {
        reach.lost(fault);
      }
      if (!reach.isFine() && !goalSet) {
        // An append may have found the trouble, too. A connection that is being tried looks like
        // one that is there: only a broker's answer ends it.
        return;
      }
      if (!reach.isFine() && reader.isUpToDate() && node.isReady()) {
        reach.fine();
        goalSet = false;
        started.complete(null);
      }
      TimeUnit.MILLISECONDS.sleep(reach.isFine() ? STEP_MS : STEP_MS / 10);
    }
  }

  /** Returns whether the log is there; if it is, the reader knows where to read. */
  private boolean look() throws InterruptedException {
    try {
      Optional<Life> found = find();
      if (found.isEmpty()) {
        life = null;
        reach.refused("topic " + config.topic() + " is gone");
        reader.halt();
        node.topicGone();
        return false;
      }
      if (placeLost || !found.get().equals(life)) {
        topics.checkSettings(TopicSpec.rooms(config));
        placeLost = false;
        reach.lost("the log on Kafka is being read from its recent past on");
        reader.begin(beginning(found.get()));
        life = found.get();
        goalSet = true;
      } else if (!reach.isFine() && !goalSet) {
        reader.catchUpTo(ends(OffsetSpec.latest(), life.partitions()));
        goalSet = true;
      }
      return true;
    } catch (Topics.Mismatch e) {
      refuse(e, e.getMessage());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = Failures.cause(e);
      if (Failures.isRefusal(cause)) {
        refuse(cause, "Kafka refuses: " + Failures.words(cause));
      } else {
        reach.lost(
            "Kafka at %s cannot be reached: %s"
                .formatted(config.bootstrapServers(), Failures.words(cause)));
      }
    }
    return false;
  }

  private Optional<Life> find() throws ExecutionException, TimeoutException, InterruptedException {
    if (ensured) {
      return topics.describe(config.topic());
    }
    Life found = topics.ensure(TopicSpec.rooms(config));
    topics.ensure(TopicSpec.ephemeral(config));
    ensured = true;
    return Optional.of(found);
  }

  private void refuse(Throwable cause, String why) {
    reach.refused(why);
    started.completeExceptionally(new IllegalStateException(why, cause));
  }

  /**
   * Goes back by the dedupe window from each partition's latest record, by the log's clock: what is
   * older cannot make a duplicate of anything to come.
   */
  private Beginning beginning(Life found)
      throws ExecutionException, TimeoutException, InterruptedException {
    int partitions = found.partitions();
    long[] liveFrom = ends(OffsetSpec.latest(), partitions);
    Map<TopicPartition, OffsetSpec> windows = new HashMap<>();
    offsets(OffsetSpec.maxTimestamp(), partitions)
        .forEach(
            (partition, newest) -> {
              if (newest.timestamp() >= 0) {
                long start = Math.max(0, newest.timestamp() - config.dedupeWindowMs());
                windows.put(partition, OffsetSpec.forTimestamp(start));
              }
            });
    long[] from = liveFrom.clone();
    Topics.await(admin.listOffsets(windows).all())
        .forEach(
            (partition, first) -> {
              if (first.offset() >= 0) {
                from[partition.partition()] = first.offset();
              }
            });
    return new Beginning(found, from, liveFrom);
  }

  private long[] ends(OffsetSpec which, int partitions)
      throws ExecutionException, TimeoutException, InterruptedException {
    long[] ends = new long[partitions];
    offsets(which, partitions).forEach((p, info) -> ends[p.partition()] = info.offset());
    return ends;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(OffsetSpec which, int partitions)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      wanted.put(new TopicPartition(config.topic(), i), which);
    }
    return Topics.await(admin.listOffsets(wanted).all());
  }
}
