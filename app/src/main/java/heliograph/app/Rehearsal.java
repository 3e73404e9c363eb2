package heliograph.app;

import heliograph.app.config.Config;
import heliograph.app.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What the JVM watches when the build records its cache of loaded classes and profiles (JEP 514,
 * 515): a node starts, talks to a client, drains and ends; then one that waits for its backends.
 */
public final class Rehearsal {
  /** So many that what every connection and every message needs is known to be hot. */
  private static final int CONNECTIONS = 2_000;

  private static final int MESSAGES_EACH = 10;

  /** How long each part of a start goes on without Kafka: by then its clients are loaded. */
  private static final long WAIT_MS = 2_000;

  private Rehearsal() {}

  /** Ends with 0 if all went well: the cache is good then. */
  public static void main(String[] args) {
    // The environment alone is read another way than flags are.
    Map<String, String> anyPorts = Map.of("HELIOGRAPH_PORT", "0", "HELIOGRAPH_ADMIN_PORT", "0");
    int code = new Main(Rehearsal::conversation).run(anyPorts, "serve");
    if (code == 0) {
      // What takes time in such a start is to load the clients, and that needs no servers.
      code =
          new Main(Rehearsal::alone)
              .run(
                  anyPorts,
                  "serve",
                  "--log=kafka",
                  "--kafka-bootstrap-servers=127.0.0.1:1",
                  "--sessions=redis",
                  "--redis-uri=redis://127.0.0.1:1");
    }
    System.exit(code);
  }

  private static int conversation(Config config) throws InterruptedException {
    try (Node node = Node.start(config)) {
      RehearsedClient.talk(node.httpPort(), CONNECTIONS, MESSAGES_EACH);
      RehearsedClient.get(node.adminPort(), "/health/ready", "status");
      RehearsedClient.get(node.adminPort(), "/metrics", "heliograph_");
      node.drain();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }

  private static int alone(Config config) throws InterruptedException {
    Executor later = CompletableFuture.delayedExecutor(WAIT_MS, TimeUnit.MILLISECONDS);
    Thread starting = Thread.currentThread();
    CompletableFuture<Void> enough = CompletableFuture.runAsync(starting::interrupt, later);
    try (Node node = Node.start(config)) {
      enough.join();
      Thread.interrupted();
      Thread.sleep(WAIT_MS);
      RehearsedClient.get(node.adminPort(), "/health/ready", "log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
