package heliograph.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What an idle connection costs: live heap after a full collection, and growth of resident memory,
 * a few seconds after all have come and once the node has had time to give memory back.
 *
 * <p>The node is warmed up first with connections that come and go, so that what is paid once does
 * not count. A full collection then takes its heap to the least there can be, so that no memory it
 * has touched before hides growth; afterwards none is asked for until resident memory has been
 * read.
 */
@Command(
    name = "idle",
    description = "Memory per idle connection.",
    mixinStandardHelpOptions = true)
final class Idle implements Callable<Integer> {
  private static final int WARM_UP = 500;
  private static final int SETTLE_SECONDS = 3;

  @Option(names = "--connections", defaultValue = "10000", description = "Default: 10000.")
  private int connections;

  @Option(
      names = "--users",
      defaultValue = "0",
      description = "Distinct users, each with an inbox. Default: one for each connection.")
  private int users;

  @Option(names = "--histogram", description = "Print the classes that take most.")
  private boolean histogram;

  @Option(names = "--tls", description = "Under TLS; 2,000 connections are enough then.")
  private boolean tls;

  @Option(
      names = "--calm-seconds",
      defaultValue = "65",
      description = "How long the node has to give memory back. Default: 65.")
  private int calmSeconds;

  @Option(names = "--jvm", description = "An option for the node's JVM; may be repeated.")
  private List<String> jvmOptions = List.of();

  @Override
  public Integer call() throws Exception {
    return tls ? underTls() : plain();
  }

  private int underTls() throws Exception {
    // For as long as the clients, who do not answer pings, are to be taken for alive.
    Map<String, String> slow = Map.of("HELIOGRAPH_HEARTBEAT_MS", "300000");
    try (TlsClients clients = new TlsClients()) {
      Map<String, String> environment = new HashMap<>(clients.environment());
      environment.putAll(slow);
      try (ServerProcess server = new ServerProcess(jvmOptions, environment, clients.trusting())) {
        List<String> tokens = server.tokens(users == 0 ? connections : users);
        clients.connect(server.port(), WARM_UP, tokens);
        clients.endAll();
        settle();
        long liveBefore = server.liveBytes();
        long residentBefore = server.residentBytes();
        double cpuBefore = server.cpuSeconds();
        clients.connect(server.port(), connections, tokens);
        System.out.printf("%,d idle connections under TLS%n", connections);
        report(server, cpuBefore, residentBefore, liveBefore);
      }
    }
    return 0;
  }

  private int plain() throws Exception {
    try (ServerProcess server = new ServerProcess(jvmOptions, Map.of())) {
      List<String> tokens = server.tokens(users == 0 ? connections : users);
      try (Swarm warm = new Swarm((client, bytes, off, len) -> {})) {
        warm.connect(server.port(), WARM_UP, tokens, null);
        warm.start();
        settle();
      }
      settle();
      long liveBefore = server.liveBytes();
      long residentBefore = server.residentBytes();
      try (Swarm swarm = new Swarm((client, bytes, off, len) -> {})) {
        double cpuBefore = server.cpuSeconds();
        long startNanos = System.nanoTime();
        swarm.connect(server.port(), connections, tokens, null);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        swarm.start();
        System.out.printf("%,d idle connections, connected in %.1f s%n", connections, seconds);
        report(server, cpuBefore, residentBefore, liveBefore);
        System.out.printf("%d lost%n", swarm.lost());
      }
    }
    return 0;
  }

  private void report(ServerProcess server, double cpuBefore, long residentBefore, long liveBefore)
      throws Exception {
    double cpuSeconds = server.cpuSeconds() - cpuBefore;
    settle();
    long residentAtOnce = server.residentBytes();
    TimeUnit.SECONDS.sleep(calmSeconds);
    long residentAfterCalm = server.residentBytes();
    long liveAfter = server.liveBytes();
    print("live heap after a full collection", liveAfter - liveBefore);
    print(
        "growth of resident memory after " + SETTLE_SECONDS + " s",
        residentAtOnce - residentBefore);
    print("the same after %d s of calm".formatted(calmSeconds), residentAfterCalm - residentBefore);
    System.out.printf("%-36s %,8.0f µs each%n", "CPU to accept", cpuSeconds * 1e6 / connections);
    if (histogram) {
      server.histogram().lines().limit(45).forEach(System.out::println);
    }
  }

  private static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
  }

  private void print(String what, long bytes) {
    System.out.printf("%-36s %,8d bytes each%n", what, bytes / connections);
  }
}
