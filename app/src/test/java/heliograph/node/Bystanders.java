package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import tools.jackson.databind.JsonNode;

/** Two well-behaved clients that talk to each other, and expect to be served without a gap. */
final class Bystanders implements AutoCloseable {
  private final TestClient speaker;
  private final TestClient listener;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile int exchanges;
  private volatile long slowestMs;

  Bystanders(TestNode node) {
    speaker = TestClient.open(node, "speaker");
    listener = TestClient.open(node, "listener");
    listener.ask("join", "room", "quiet");
    thread = Thread.ofPlatform().name("bystanders").start(this::talk);
  }

  private void talk() {
    try {
      long position = -1;
      while (!stopped) {
        long sinceNs = System.nanoTime();
        JsonNode reply = speaker.ask("publish", "room", "quiet", "data", exchanges);
        JsonNode message = listener.message("quiet");
        assertThat(message.get("data").asInt()).isEqualTo(exchanges);
        assertThat(message.get("position")).isEqualTo(reply.get("position"));
        assertThat(message.get("prev").asLong()).isEqualTo(position);
        assertThat(listener.kept()).isEmpty();
        assertThat(speaker.kept()).isEmpty();
        position = message.get("position").asLong();
        slowestMs = Math.max(slowestMs, (System.nanoTime() - sinceNs) / 1_000_000);
        exchanges++;
      }
      assertThat(speaker.leave()).isEqualTo(1000);
      assertThat(listener.leave()).isEqualTo(1000);
    } catch (Throwable e) {
      failure = e;
    }
  }

  /** Has them part, and fails if anything was amiss. */
  void partUndisturbed() throws InterruptedException {
    stopped = true;
    thread.join();
    assertThat(failure).isNull();
    assertThat(exchanges).isGreaterThan(10);
    assertThat(slowestMs).as("slowest exchange, in milliseconds").isLessThan(5_000);
  }

  @Override
  public void close() {
    stopped = true;
    speaker.close();
    listener.close();
  }
}
