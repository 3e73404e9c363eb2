package heliograph.bench.kafka;

import heliograph.bench.Due;
import heliograph.testkit.services.LocalKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What Kafka's own client takes of the processor at the rate of a cluster of small rooms. */
@Command(
    name = "kafka",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Kafka's own client with nothing around it, in place of nodes: a producer and a consumer of"
          + " all partitions for each, in this process, and a broker of their own.",
      "What is printed is this process's CPU, without the broker's."
    })
public final class BareKafka implements Callable<Integer> {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Option(names = "--nodes", defaultValue = "2", description = "1 to 50.")
  private int nodes;

  @Option(names = "--rate", defaultValue = "1000", description = "Messages a second, of all.")
  private int rate;

  @Option(names = "--bytes", defaultValue = "200", description = "Of a record's value, from 8.")
  private int bytes;

  @Option(names = "--partitions", defaultValue = "32", description = "Of the topic.")
  private int partitions;

  @Option(
      names = "--gather-ms",
      defaultValue = "0,5",
      split = ",",
      description = "How long producer and fetch wait for more, one after the other; 0: as nodes.")
  private List<Integer> gatherMs;

  @Option(names = "--warm-up", defaultValue = "40", description = "Seconds not measured.")
  private int warmUpSeconds;

  @Option(names = "--seconds", defaultValue = "15", description = "Measured.")
  private int seconds;

  /** Counts of all nodes at one moment. */
  private record Reading(long cpuNanos, long received, long polls, long latencyNanos) {}

  @Override
  public Integer call() throws InterruptedException {
    if (nodes < 1
        || nodes > 50
        || rate < 1
        || bytes < Long.BYTES
        || partitions < 1
        || seconds < 1) {
      System.err.println(
          "heliograph: 1 to 50 nodes, values of 8 bytes or more, and the rest from 1");
      return 2;
    }
    try (LocalKafka kafka = LocalKafka.startForLoad()) {
      for (int gather : gatherMs) {
        System.err.printf("bench: %d s with %d ms%n", warmUpSeconds + seconds, gather);
        measure(kafka.bootstrapServers(), gather);
      }
      return 0;
    } catch (ExecutionException e) {
      System.err.println("heliograph: the topic could not be made: " + e.getCause().getMessage());
      return 1;
    }
  }

  private void measure(String servers, int gather) throws InterruptedException, ExecutionException {
    String topic = "gather-" + gather;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
    List<BareNode> all = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        all.add(new BareNode(servers, topic, partitions, gather));
      }
      all.forEach(BareNode::start);
      publish(all, warmUpSeconds);
      Reading before = read(all);
      publish(all, seconds);
      print(gather, before, read(all));
    } finally {
      for (BareNode node : all) {
        node.close();
      }
    }
  }

  private void publish(List<BareNode> all, int forSeconds) {
    long start = System.nanoTime();
    for (int i = 0; i < rate * forSeconds; i++) {
      Due.await(start + i * SECOND / rate);
      all.get(i % nodes).publish(i / nodes % partitions, bytes);
    }
  }

  private static Reading read(List<BareNode> all) {
    long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    ToLongFunction<ToLongFunction<BareNode>> sum = of -> all.stream().mapToLong(of).sum();
    return new Reading(
        cpu,
        sum.applyAsLong(node -> node.received.sum()),
        sum.applyAsLong(node -> node.polls.sum()),
        sum.applyAsLong(node -> node.latencyNanos.sum()));
  }

  private void print(int gather, Reading before, Reading after) {
    double received = after.received - before.received;
    System.out.printf(
        Locale.ROOT,
        "waiting %d ms for more: CPU µs per message and node %.0f, messages/s to each node %.0f,"
            + " polls/s of each %.0f, mean latency ms %.1f%n",
        gather,
        (after.cpuNanos - before.cpuNanos) / 1e3 / received,
        received / nodes / seconds,
        (double) (after.polls - before.polls) / nodes / seconds,
        (after.latencyNanos - before.latencyNanos) / 1e6 / received);
  }
}
