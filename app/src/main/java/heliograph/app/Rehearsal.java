package heliograph.app;

import heliograph.app.config.Config;
import heliograph.app.node.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * What the JVM watches when the build records its cache of loaded classes and profiles (JEP 514,
 * 515): a node starts, talks to a client, drains and ends.
 */
public final class Rehearsal {
  /** So many that what every connection and every message needs is known to be hot. */
  private static final int CONNECTIONS = 2_000;

  private static final int MESSAGES_EACH = 10;

  private Rehearsal() {}

  /** Ends with 0 if all went well: the cache is good then. */
  public static void main(String[] args) {
    Main program = new Main(Rehearsal::conversation);
    System.exit(program.run(Map.of(), "serve", "--port=0", "--admin-port=0"));
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
}
