package heliograph.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What an idle connection costs: live heap after a full collection, and growth of resident memory.
 *
 * <p>The node is warmed up first with connections that come and go, so that what is paid once does
 * not count.
 */
@Command(
    name = "idle",
    description = "Memory per idle connection.",
    mixinStandardHelpOptions = true)
final class Idle implements Callable<Integer> {
  private static final int WARM_UP = 500;

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
      try (ServerProcess server = new ServerProcess(List.of(), environment, clients.trusting())) {
        List<String> tokens = server.tokens(users == 0 ? connections : users);
        clients.connect(server.port(), WARM_UP, tokens);
        clients.endAll();
        settle();
        long liveBefore = server.liveBytes();
        long residentBefore = server.residentBytes();
        clients.connect(server.port(), connections, tokens);
        settle();
        long residentAfter = server.residentBytes();
        System.out.printf("%,d idle connections under TLS%n", connections);
        print("live heap after a full collection", server.liveBytes() - liveBefore);
        print("growth of resident memory", residentAfter - residentBefore);
        if (histogram) {
          server.histogram().lines().limit(45).forEach(System.out::println);
        }
      }
    }
    return 0;
  }

  private int plain() throws Exception {
    try (ServerProcess server = new ServerProcess(List.of(), Map.of())) {
      List<String> tokens = server.tokens(users == 0 ? connections : users);
      try (Swarm warm = new Swarm((client, bytes, off, len) -> {})) {
        warm.connect(server.port(), WARM_UP, tokens);
        warm.start();
        settle();
      }
      settle();
      long liveBefore = server.liveBytes();
      long residentBefore = server.residentBytes();
      try (Swarm swarm = new Swarm((client, bytes, off, len) -> {})) {
        long startNanos = System.nanoTime();
        swarm.connect(server.port(), connections, tokens);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        swarm.start();
        settle();
        long residentAfter = server.residentBytes();
        long liveAfter = server.liveBytes();
        System.out.printf(
            "%,d idle connections, connected in %.1f s, %d lost%n",
            connections, seconds, swarm.lost());
        print("live heap after a full collection", liveAfter - liveBefore);
        print("growth of resident memory", residentAfter - residentBefore);
        if (histogram) {
          server.histogram().lines().limit(45).forEach(System.out::println);
        }
      }
    }
    return 0;
  }

  private static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(3);
  }

  private void print(String what, long bytes) {
    System.out.printf("%-36s %,8d bytes each%n", what, bytes / connections);
  }
}
