package heliograph.bench.cluster;

import heliograph.bench.Due;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kills a node with all its clients and measures how they come back on the other one. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Kills a node with SIGKILL and has its clients resume on another, spread over a time:"
          + " from each one's reconnect to its first replayed message, and what Kafka was asked for.",
    })
public final class Resume implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PATIENCE_MS = 60_000;

  /** Handshakes under way at once, so that the victim's backlog does not overflow. */
  private static final int CONNECTING_MAX = 64;

  @Option(names = "--clients", defaultValue = "2000")
  private int clients;

  @Option(names = "--rooms", defaultValue = "100", description = "Each client is in one.")
  private int rooms;

  @Option(
      names = "--users",
      defaultValue = "100",
      description = "Whose the clients are; each has an inbox of its own.")
  private int usersMax;

  @Option(names = "--rate", defaultValue = "100", description = "Messages a second, over all.")
  private int rate;

  @Option(
      names = "--within-ms",
      defaultValue = "2000",
      description = "Over how long the clients' reconnects are spread.")
  private int withinMs;

  private final Histogram welcomed = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
  private final Histogram replayed = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
  private final AtomicInteger newSessions = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger published = new AtomicInteger();
  private volatile boolean done;

  /** A client between its two connections. */
  private record Client(String token, String resume) {}

  @Override
  public Integer call() throws InterruptedException {
    Plan plan = Plan.of(2).withJvmOptions(List.of("-Xmx2g"));
    try (Cluster cluster = Cluster.start(plan, line -> System.err.println("bench: " + line))) {
      measure(cluster);
      return failed.get() == 0 ? 0 : 1;
    } catch (StartFailed | IOException e) {
      System.err.println("heliograph: " + e.getMessage());
      return 1;
    }
  }

  private void measure(Cluster cluster) throws IOException, InterruptedException {
    NodeProcess victim = cluster.nodes().get(0);
    NodeProcess other = cluster.nodes().get(1);
    List<Client> all = connect(Latency.address(victim));
    System.err.printf("bench: %,d clients on %s%n", all.size(), victim.id());
    Thread publisher = startPublisher(Latency.address(other));
    awaitPublished(2 * rooms);
    List<Wire> beside = occupy(other);
    // Cursors are saved at least that often; what is replayed is then little.
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    double fetches = cluster.health().metric(other, "heliograph_log_fetches_total");
    double reads = cluster.health().metric(other, "heliograph_log_reads_total");

    victim.kill();
    // Every room has something its members missed.
    awaitPublished(published.get() + 2 * rooms);
    List<Wire> resumed = resumeAll(all, Latency.address(other));

    done = true;
    publisher.join();
    resumed.forEach(Wire::close);
    beside.forEach(Wire::close);
    System.out.printf(
        Locale.ROOT,
        "%,d clients of %,d rooms resumed within %,d ms, %d messages/s, %d in new sessions, %d"
            + " failed:%nreconnect to welcome: %s%nreconnect to first replayed message: %s%n"
            + "reads of the log: %,.0f, made of %,.0f fetches from Kafka%n",
        clients,
        rooms,
        withinMs,
        rate,
        newSessions.get(),
        failed.get(),
        spread(welcomed),
        spread(replayed),
        cluster.health().metric(other, "heliograph_log_reads_total") - reads,
        cluster.health().metric(other, "heliograph_log_fetches_total") - fetches);
  }

  /**
   * Gives the other node as many clients, who have resumed before: nodes of a cluster are equal.
   */
  private List<Wire> occupy(NodeProcess node) throws IOException, InterruptedException {
    List<Wire> open = resumeAll(connect(Latency.address(node)), Latency.address(node));
    System.err.printf("bench: as many on %s, who have resumed once%n", node.id());
    if (failed.get() + newSessions.get() > 0) {
      throw new IOException(failed.get() + newSessions.get() + " of them could not resume");
    }
    welcomed.reset();
    replayed.reset();
    return open;
  }

  private List<Client> connect(InetSocketAddress node) throws IOException, InterruptedException {
    Tokens tokens = new Tokens(node);
    List<String> users = new ArrayList<>();
    for (int i = 0; i < Math.min(clients, usersMax); i++) {
      users.add(tokens.of("user-" + i));
    }
    Client[] all = new Client[clients];
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (int t = 0; t < CONNECTING_MAX; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = next.getAndIncrement(); i < clients; i = next.getAndIncrement()) {
                      try {
                        all[i] = join(node, users.get(i % users.size()), i % rooms);
                      } catch (IOException e) {
                        synchronized (errors) {
                          errors.add(e.getMessage());
                        }
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!errors.isEmpty()) {
      throw new IOException(errors.size() + " clients did not connect: " + errors.getFirst());
    }
    return List.of(all);
  }

  private static Client join(InetSocketAddress node, String token, int room) throws IOException {
    Wire wire = Wire.connect(node, token, null, PATIENCE_MS);
    String resume = JSON.readTree(wire.next(PATIENCE_MS)).path("resume").asString();
    wire.send("{\"type\":\"join\",\"id\":1,\"room\":\"resume-" + room + "\"}");
    while (!JSON.readTree(wire.next(PATIENCE_MS)).path("type").asString().equals("joined")) {
      // What else comes before it.
    }
    Thread.ofVirtual().start(() -> drop(wire));
    return new Client(token, resume);
  }

  private static void drop(Wire wire) {
    try (wire) {
      while (true) {
        wire.next(PATIENCE_MS);
      }
    } catch (IOException e) {
      // Its node was killed, which is what this is about.
    }
  }

  private Thread startPublisher(InetSocketAddress node) throws IOException, InterruptedException {
    Wire wire = Wire.connect(node, new Tokens(node).of("publisher"), null, PATIENCE_MS);
    Thread.ofVirtual().start(() -> drop(wire));
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              long next = System.nanoTime();
              try {
                for (int i = 0; !done; i++) {
                  LockSupport.parkNanos(next - System.nanoTime());
                  wire.send(
                      "{\"type\":\"publish\",\"id\":%d,\"room\":\"resume-%d\",\"data\":\"%s\"}"
                          .formatted(i, i % rooms, "x".repeat(100)));
                  published.incrementAndGet();
                  next += TimeUnit.SECONDS.toNanos(1) / rate;
                }
              } catch (IOException e) {
                System.err.println("bench: the publisher's connection: " + e.getMessage());
              } finally {
                wire.close();
              }
            });
  }

  private void awaitPublished(int count) {
    while (published.get() < count) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private List<Wire> resumeAll(List<Client> all, InetSocketAddress node)
      throws InterruptedException {
    long began = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    List<Wire> open = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Client client = all.get(i);
      long due = began + TimeUnit.MILLISECONDS.toNanos((long) withinMs * i / all.size());
      threads.add(Thread.ofVirtual().start(() -> resume(client, node, due, open)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return open;
  }

  private void resume(Client client, InetSocketAddress node, long dueNanos, List<Wire> open) {
    Due.await(dueNanos);
    long start = System.nanoTime();
    try {
      Wire wire = Wire.connect(node, client.token, client.resume, PATIENCE_MS);
      synchronized (open) {
        open.add(wire);
      }
      JsonNode welcome = JSON.readTree(wire.next(PATIENCE_MS));
      record(welcomed, start);
      if (!welcome.path("resumed").asBoolean()) {
        newSessions.incrementAndGet();
        return;
      }
      while (!JSON.readTree(wire.next(PATIENCE_MS)).path("type").asString().equals("message")) {
        // What else comes before it.
      }
      record(replayed, start);
      Thread.ofVirtual().start(() -> drop(wire));
    } catch (IOException e) {
      failed.incrementAndGet();
    }
  }

  private static void record(Histogram histogram, long startNanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    synchronized (histogram) {
      histogram.recordValue(micros);
    }
  }

  private static String spread(Histogram h) {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f, max %.1f",
        h.getValueAtPercentile(50) / 1_000.0,
        h.getValueAtPercentile(99) / 1_000.0,
        h.getMaxValue() / 1_000.0);
  }
}
