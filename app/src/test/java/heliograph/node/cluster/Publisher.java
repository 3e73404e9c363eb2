package heliograph.node.cluster;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Publishes unique messages to a room at a steady rate, and keeps what each came to. Thread-safe.
 */
final class Publisher implements AutoCloseable {
  private static final long AGAIN_MS = 100;

  private final Member by;
  private final String room;
  private final boolean repeats;
  private final long everyMs;
  private final Thread thread;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private final Map<String, String> failed = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * Begins at once.
   *
   * @param repeats whether what was not answered with a position is published again with the same
   *     key, until it is; else each message is published once, without a key
   */
  Publisher(Member by, String room, long everyMs, boolean repeats) {
    this.by = by;
    this.room = room;
    this.repeats = repeats;
    this.everyMs = everyMs;
    thread = Thread.startVirtualThread(this::run);
  }

  private void run() {
    for (int i = 0; !stopped; i++) {
      open.incrementAndGet();
      publish(by.user() + "-" + i);
      ClusterFixture.pause(everyMs);
    }
  }

  private void publish(String data) {
    CompletableFuture<JsonNode> answer =
        repeats
            ? by.ask("publish", "room", room, "data", data, "key", data)
            : by.ask("publish", "room", room, "data", data);
    answer.whenComplete((frame, error) -> settle(data, frame, error));
  }

  private void settle(String data, JsonNode frame, Throwable error) {
    if (error == null && frame.get("type").asString().equals("published")) {
      answered.put(data, frame.get("position").asLong());
      open.decrementAndGet();
    } else if (repeats) {
      failures.incrementAndGet();
      CompletableFuture.delayedExecutor(AGAIN_MS, TimeUnit.MILLISECONDS)
          .execute(() -> publish(data));
    } else {
      failures.incrementAndGet();
      failed.put(data, error == null ? frame.get("code").asString() : "no answer");
      open.decrementAndGet();
    }
  }

  /** Stops, and waits until all it published is answered. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join();
    ClusterFixture.await("answers", by, () -> open.get() == 0);
  }

  /** Positions that publishes were answered with. */
  Map<String, Long> answered() {
    return answered;
  }

  /** Error codes that other publishes were answered with; {@code no answer} where none came. */
  Map<String, String> failed() {
    return failed;
  }

  /** Codes that came, each once. */
  Set<String> codes() {
    return Set.copyOf(failed.values());
  }

  /** How many attempts came to nothing. */
  int failures() {
    return failures.get();
  }

  @Override
  public void close() {
    stopped = true;
  }
}
