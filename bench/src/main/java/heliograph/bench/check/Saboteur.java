package heliograph.bench.check;

import heliograph.bench.cluster.Cluster;
import heliograph.bench.cluster.NodeProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Carries out faults, one after the other, spread over the run by the number of messages published:
 * which node and when is drawn from the seed. Each is healed before the next one.
 */
final class Saboteur {
  private static final long DRAIN_LIMIT_MS = 60_000;
  private static final long STEP_MS = 20;

  private final Cluster cluster;
  private final CheckPlan plan;
  private final IntSupplier published;
  private final Consumer<String> say;
  private final Random random;
  private final long beganNanos = System.nanoTime();
  private final List<String> timeline = new ArrayList<>();

  Saboteur(Cluster cluster, CheckPlan plan, IntSupplier published, Consumer<String> say) {
    this.cluster = cluster;
    this.plan = plan;
    this.published = published;
    this.say = say;
    this.random = new Random(plan.seed());
  }

  /** Returns when the last one is healed. */
  void run() throws InterruptedException {
    List<Fault> faults = plan.faults();
    for (int i = 0; i < faults.size(); i++) {
      double share = (i + 0.5 + random.nextDouble()) / (faults.size() + 1);
      NodeProcess node = cluster.nodes().get(random.nextInt(plan.nodes()));
      while (published.getAsInt() < share * plan.messages()) {
        Thread.sleep(STEP_MS);
      }
      commit(faults.get(i), node);
    }
  }

  List<String> timeline() {
    return timeline;
  }

  private void commit(Fault fault, NodeProcess node) throws InterruptedException {
    switch (fault) {
      case KILL -> {
        note("kill -9 " + node.id());
        node.kill();
        Thread.sleep(plan.downMs());
        start(node);
      }
      case LOSE -> {
        note("kill -9 " + node.id() + ", for good");
        node.kill();
      }
      case PAUSE -> {
        note("SIGSTOP " + node.id());
        node.pause();
        Thread.sleep(plan.pauseMs());
        node.resume();
        note("SIGCONT " + node.id());
        if (!cluster.awaitReady(node)) {
          throw new IllegalStateException("node " + node.id() + " is not ready after its pause");
        }
        note(node.id() + " is ready");
      }
      case RESTART -> restart(node);
      case ROLLING -> {
        for (NodeProcess each : cluster.nodes()) {
          restart(each);
        }
      }
      case KAFKA_RESTART -> {
        note("Kafka is stopped");
        cluster.kafka().stop(0);
        backAgain("Kafka", () -> cluster.kafka().restart(0));
      }
      case KAFKA_KILL -> {
        note("kill -9 of Kafka");
        cluster.kafka().kill(0);
        backAgain("Kafka", () -> cluster.kafka().restart(0));
      }
      case REDIS_RESTART -> {
        note("Redis is stopped");
        cluster.redis().stop();
        backAgain("Redis", cluster.redis()::restart);
      }
      case REDIS_KILL -> {
        note("kill -9 of Redis");
        cluster.redis().kill();
        backAgain("Redis", cluster.redis()::restart);
      }
    }
  }

  private void restart(NodeProcess node) throws InterruptedException {
    note("SIGTERM " + node.id());
    node.drain();
    if (!node.awaitExit(DRAIN_LIMIT_MS)) {
      throw new IllegalStateException("node " + node.id() + " did not end when told to drain");
    }
    int code = node.exit().join();
    note(node.id() + " has drained" + (code == 0 ? "" : ", with exit code " + code));
    start(node);
  }

  private void start(NodeProcess node) {
    node.launch();
    if (!cluster.awaitReady(node)) {
      throw new IllegalStateException("node " + node.id() + " did not come back");
    }
    note(node.id() + " is ready");
  }

  private void backAgain(String service, Runnable restart) throws InterruptedException {
    Thread.sleep(plan.downMs());
    restart.run();
    for (NodeProcess node : cluster.nodes()) {
      if (!cluster.awaitReady(node)) {
        throw new IllegalStateException(
            "node %s is not ready after %s is back".formatted(node.id(), service));
      }
    }
    note(service + " is back, and all nodes are ready");
  }

  private void note(String what) {
    double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) / 1_000.0;
    String line =
        String.format(
            Locale.ROOT, "%7.2f s  %,7d published  %s", seconds, published.getAsInt(), what);
    timeline.add(line);
    say.accept(line.strip());
  }
}
