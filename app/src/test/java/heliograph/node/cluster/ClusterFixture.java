package heliograph.node.cluster;

import heliograph.node.Tokens;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.LocalKafka;
import heliograph.testkit.services.LocalRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One broker, one Redis and three nodes, all of them processes that a test may kill, pause and
 * start again; {@link #heal} brings all back to life. The third node has a way of its own to Kafka.
 */
final class ClusterFixture implements AutoCloseable {
  static final long LEASE_MS = 4_000;
  static final long PUBLISH_TIMEOUT_MS = 6_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> NAMES = List.of("n1", "n2", "n3");

  private final Detour detour = new Detour();
  private final LocalKafka kafka;
  private final LocalRedis redis;
  private final Map<String, NodeProcess> nodes = new ConcurrentSkipListMap<>();

  /** Starts Kafka and Redis; nodes come with {@link #heal}. */
  ClusterFixture() {
    redis = LocalRedis.start();
    try {
      kafka =
          LocalKafka.startWithDetour(Map.of("broker.session.timeout.ms", "4000"), detour::leadTo);
    } catch (RuntimeException | Error e) {
      redis.close();
      throw e;
    }
  }

  LocalKafka kafka() {
    return kafka;
  }

  LocalRedis redis() {
    return redis;
  }

  /** The third node's way to Kafka. */
  Detour detour() {
    return detour;
  }

  /** Returns node 1, 2 or 3. */
  NodeProcess node(int number) {
    return nodes.get(NAMES.get(number - 1));
  }

  List<NodeProcess> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Completed when the node at a port has ended. */
  CompletableFuture<?> ended(int port) {
    return nodes.values().stream()
        .filter(node -> node.port() == port)
        .findFirst()
        .<CompletableFuture<?>>map(NodeProcess::ended)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Starts what nodes are missing, and waits until all are ready. */
  void heal() {
    List<CompletableFuture<Void>> starting = new ArrayList<>();
    for (String name : NAMES) {
      NodeProcess node = nodes.get(name);
      if (node == null || !node.isAlive()) {
        starting.add(CompletableFuture.runAsync(() -> start(name), Thread::startVirtualThread));
      }
    }
    starting.forEach(CompletableFuture::join);
    await("ready nodes", () -> nodes.values().stream().allMatch(NodeProcess::isReady));
  }

  /** Starts a node that was killed or stopped, under its name. */
  void restart(int number) {
    start(NAMES.get(number - 1));
  }

  private void start(String name) {
    Map<String, String> all = new HashMap<>();
    all.put("HELIOGRAPH_AUTH_SECRET", Tokens.SECRET);
    all.put("HELIOGRAPH_NODE_ID", name);
    all.put("HELIOGRAPH_LOG", "kafka");
    all.put(
        "HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS",
        name.equals("n3") ? detour.address() : kafka.bootstrapServers());
    all.put("HELIOGRAPH_KAFKA_PARTITIONS", "4");
    all.put("HELIOGRAPH_SESSIONS", "redis");
    all.put("HELIOGRAPH_REDIS_URI", redis.uri());
    all.put("HELIOGRAPH_PRESENCE_LEASE_MS", Long.toString(LEASE_MS));
    all.put("HELIOGRAPH_PRESENCE_EVENTS", "*");
    all.put("HELIOGRAPH_PUBLISH_TIMEOUT_MS", Long.toString(PUBLISH_TIMEOUT_MS));
    all.put("HELIOGRAPH_SESSION_SAVE_MS", "500");
    all.put("HELIOGRAPH_DRAIN_MS", "500");
    nodes.put(name, NodeProcess.start(name, all));
  }

  /** Ports of the nodes, that of the one that was left as the last. */
  List<Integer> portsAfter(int left) {
    List<Integer> ports = new ArrayList<>();
    for (NodeProcess node : nodes.values()) {
      if (node.port() != left) {
        ports.add(node.port());
      }
    }
    java.util.Collections.shuffle(ports);
    ports.add(left);
    return ports;
  }

  /** Waits for something, and fails if it takes too long. */
  static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(condition::getAsBoolean);
  }

  /** The same, and says how {@code who} stood by then. */
  static void await(String what, Object who, BooleanSupplier condition) {
    if (!holds(condition)) {
      throw new AssertionError("no " + what + " in time: " + who);
    }
  }

  /** Returns whether something is so in time. */
  static boolean holds(BooleanSupplier condition) {
    try {
      await("it", condition);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** Lets some time pass between two deeds of a client. */
  static void pause(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  /** What the nodes wrote to their logs, for a failure's report. */
  String logs() {
    StringBuilder all = new StringBuilder();
    nodes.forEach(
        (name, node) ->
            all.append(name).append(":\n").append(String.join("\n", node.log())).append("\n"));
    return all.append(kafka.logTail()).toString();
  }

  @Override
  public void close() {
    nodes.values().forEach(NodeProcess::close);
    kafka.close();
    redis.close();
    detour.close();
  }
}
