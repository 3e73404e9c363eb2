package heliograph.bench.cluster;

import heliograph.bench.Due;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a publish on one node to its receipt on another, through Kafka. */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Publish on node A to receipt on node B, with a broker and a Redis of its own.")
public final class Latency implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int PATIENCE_MS = 60_000;
  private static final String ROOM = "latency";

  @Option(names = "--rate", defaultValue = "500", description = "Messages a second.")
  private int rate;

  @Option(names = "--bytes", defaultValue = "200", description = "Of a message's data.")
  private int bytes;

  @Option(names = "--warmup", defaultValue = "75", description = "Seconds not measured.")
  private int warmupSeconds;

  @Option(names = "--seconds", defaultValue = "30", description = "Measured.")
  private int seconds;

  private final Histogram micros = new Histogram(TimeUnit.HOURS.toMicros(1), 3);

  @Override
  public Integer call() throws InterruptedException {
    Plan plan = Plan.of(2).withJvmOptions(List.of("-Xmx1g"));
    try (Cluster cluster = Cluster.start(plan, line -> System.err.println("bench: " + line))) {
      measure(cluster);
      cluster.drain(PATIENCE_MS);
      return 0;
    } catch (StartFailed | IOException e) {
      System.err.println("heliograph: " + e.getMessage());
      return 1;
    }
  }

  private void measure(Cluster cluster) throws IOException, InterruptedException {
    InetSocketAddress a = address(cluster.nodes().get(0));
    InetSocketAddress b = address(cluster.nodes().get(1));
    Tokens tokens = new Tokens(a);
    int messages = rate * (warmupSeconds + seconds);
    try (Wire publisher = Wire.connect(a, tokens.of("publisher"), null, PATIENCE_MS);
        Wire member = Wire.connect(b, tokens.of("member"), null, PATIENCE_MS)) {
      member.send("{\"type\":\"join\",\"id\":1,\"room\":\"" + ROOM + "\"}");
      await(member, "joined");
      Thread receiver = Thread.ofPlatform().daemon().start(() -> receive(member, messages));
      Thread.ofPlatform().daemon().start(() -> drop(publisher));
      publish(publisher, messages);
      receiver.join(PATIENCE_MS);
      if (receiver.isAlive()) {
        throw new IOException("not all messages arrived within a minute");
      }
    }
    System.out.printf(
        Locale.ROOT,
        "publish on A to receipt on B, %d messages/s of %d bytes, %,d measured:%n"
            + "p50 %.2f ms, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f%n",
        rate,
        bytes,
        micros.getTotalCount(),
        micros.getValueAtPercentile(50) / 1_000.0,
        micros.getValueAtPercentile(90) / 1_000.0,
        micros.getValueAtPercentile(99) / 1_000.0,
        micros.getValueAtPercentile(99.9) / 1_000.0,
        micros.getMaxValue() / 1_000.0);
  }

  static InetSocketAddress address(NodeProcess node) {
    return new InetSocketAddress("127.0.0.1", node.port());
  }

  private static void await(Wire wire, String type) throws IOException {
    while (!JSON.readTree(wire.next(PATIENCE_MS)).path("type").asString().equals(type)) {
      // The welcome, or what else comes before it.
    }
  }

  private void publish(Wire wire, int messages) throws IOException {
    String padding = "x".repeat(Math.max(0, bytes - 32));
    long intervalNanos = SECOND / rate;
    long next = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      Due.await(next);
      // Measured from when it was due, so that a hiccup of this program counts.
      wire.send(
          "{\"type\":\"publish\",\"id\":%d,\"room\":\"%s\",\"data\":{\"t\":%d,\"x\":\"%s\"}}"
              .formatted(i, ROOM, next, padding));
      next += intervalNanos;
    }
  }

  private void receive(Wire wire, int messages) {
    int received = 0;
    try {
      while (received < messages) {
        JsonNode frame = JSON.readTree(wire.next(PATIENCE_MS));
        if (frame.path("type").asString().equals("message")) {
          long nanos = System.nanoTime() - frame.path("data").path("t").asLong();
          if (received++ >= rate * warmupSeconds) {
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
          }
        }
      }
    } catch (IOException e) {
      System.err.println("bench: the member's connection: " + e.getMessage());
    }
  }

  private static void drop(Wire wire) {
    try {
      while (true) {
        wire.next(PATIENCE_MS);
      }
    } catch (IOException e) {
      // Cut by us when all is done.
    }
  }
}
