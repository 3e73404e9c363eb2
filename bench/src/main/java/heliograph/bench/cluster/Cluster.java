package heliograph.bench.cluster;

import heliograph.testkit.services.FreePort;
import heliograph.testkit.services.LocalKafka;
import heliograph.testkit.services.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Nodes with their Kafka and Redis, as processes of this machine, in development mode and with one
 * secret. Closing ends all of it at once and deletes its data; {@link #drain} before that ends the
 * nodes in the orderly way. For one thread at a time, but for what is said of the nodes.
 */
public final class Cluster implements AutoCloseable {
  private static final long READY_MS = 90_000;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int SECRET_BYTES = 32;

  /** Between a node's port and that of its health. */
  private static final int ADMIN_STEP = 100;

  private final Health health = new Health();
  private final List<FreePort> ports = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private LocalKafka kafka;
  private LocalRedis redis;
  private String bootstrapServers;
  private String redisUri;

  private Cluster() {}

  /**
   * Starts all of it and waits until every node takes clients.
   *
   * @param say gets a line for each step
   */
  public static Cluster start(Plan plan, Consumer<String> say) throws StartFailed {
    checkPorts(plan);
    Cluster cluster = new Cluster();
    try {
      cluster.startServices(plan, say);
      cluster.startNodes(plan, say);
      return cluster;
    } catch (StartFailed | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static void checkPorts(Plan plan) throws StartFailed {
    for (int i = 1; plan.basePort() > 0 && i <= plan.nodes(); i++) {
      checkFree(plan.basePort() + i);
      checkFree(plan.basePort() + ADMIN_STEP + i);
    }
  }

  static void checkFree(int port) throws StartFailed {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new StartFailed(
          "port %d is in use: stop what listens there, or choose other ports with --port"
              .formatted(port),
          e);
    }
  }

  private void startServices(Plan plan, Consumer<String> say) throws StartFailed {
    CompletableFuture<LocalKafka> broker =
        started("Kafka", plan.kafka(), LocalKafka::startForLoad, say);
    CompletableFuture<LocalRedis> store = started("Redis", plan.redis(), LocalRedis::start, say);
    // Both are waited for, so that whatever did start is ended.
    CompletableFuture.allOf(broker, store).exceptionally(e -> null).join();
    kafka = broker.isCompletedExceptionally() ? null : broker.join();
    redis = store.isCompletedExceptionally() ? null : store.join();
    orFail("Kafka", broker);
    orFail("Redis", store);
    bootstrapServers = kafka == null ? plan.kafka() : kafka.bootstrapServers();
    redisUri = redis == null ? plan.redis() : redis.uri();
  }

  private static <T> CompletableFuture<T> started(
      String what, String external, Supplier<T> start, Consumer<String> say) {
    if (external != null) {
      say.accept(what + " is at " + external);
      return CompletableFuture.completedFuture(null);
    }
    say.accept("starting " + what);
    return CompletableFuture.supplyAsync(start, Thread::startVirtualThread);
  }

  private static void orFail(String what, CompletableFuture<?> service) throws StartFailed {
    try {
      service.join();
    } catch (CompletionException e) {
      String why = String.valueOf(e.getCause().getMessage()).strip();
      throw new StartFailed(what + " did not start: " + why.lines().toList().getLast(), e);
    }
  }

  private void startNodes(Plan plan, Consumer<String> say) throws StartFailed {
    Map<String, String> settings = new TreeMap<>();
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    settings.put("AUTH_SECRET", HexFormat.of().formatHex(secret));
    settings.put("DEV_TOKENS", "true");
    settings.put("LOG", "kafka");
    settings.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    settings.put("SESSIONS", "redis");
    settings.put("REDIS_URI", redisUri);
    settings.putAll(plan.settings());
    for (int i = 1; i <= plan.nodes(); i++) {
      boolean any = plan.basePort() == 0;
      int port = any ? takePort() : plan.basePort() + i;
      int adminPort = any ? takePort() : plan.basePort() + ADMIN_STEP + i;
      nodes.add(new NodeProcess("n" + i, port, adminPort, plan.jvmOptions(), settings, plan.log()));
    }
    say.accept("starting " + plan.nodes() + (plan.nodes() == 1 ? " node" : " nodes"));
    nodes.forEach(NodeProcess::launch);
    for (NodeProcess node : nodes) {
      if (!awaitReady(node)) {
        throw new StartFailed(
            node.isAlive()
                ? "node %s is not ready after %d s: --verbose shows its log"
                    .formatted(node.id(), READY_MS / 1_000)
                : "node %s ended with code %d: --verbose shows its log"
                    .formatted(node.id(), node.exit().join()));
      }
    }
  }

  private int takePort() {
    FreePort port = FreePort.take();
    ports.add(port);
    return port.number();
  }

  /** Waits until a node takes clients; returns false if it ends, or does not within 90 seconds. */
  public boolean awaitReady(NodeProcess node) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MS);
    while (!health.isReady(node)) {
      if (!node.isAlive()
          || System.nanoTime() - deadline > 0
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }

  /** Returns the nodes in their order, the dead ones too. */
  public List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  public Health health() {
    return health;
  }

  /** Returns the broker that was started; null if it is somebody else's. */
  public LocalKafka kafka() {
    return kafka;
  }

  /** Returns the Redis that was started; null if it is somebody else's. */
  public LocalRedis redis() {
    return redis;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  public String redisUri() {
    return redisUri;
  }

  /** Ends all nodes in the orderly way at once; returns whether all had ended in time. */
  public boolean drain(long timeoutMs) {
    nodes.stream().filter(NodeProcess::isPaused).forEach(NodeProcess::resume);
    nodes.forEach(NodeProcess::drain);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    boolean ended = true;
    for (NodeProcess node : nodes) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      ended &= node.awaitExit(Math.max(0, leftMs));
    }
    return ended;
  }

  @Override
  public void close() {
    nodes.stream().filter(NodeProcess::hasBegun).forEach(NodeProcess::kill);
    if (redis != null) {
      redis.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    ports.forEach(FreePort::close);
  }
}
