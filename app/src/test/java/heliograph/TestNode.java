package heliograph;

import heliograph.app.config.Config;
import heliograph.app.config.ConfigReader;
import heliograph.app.config.Flags;
import heliograph.app.node.Node;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A whole node in this process, on free loopback ports; in development mode unless told otherwise.
 */
public final class TestNode implements AutoCloseable {
  private final Node node;

  private TestNode(Node node) {
    this.node = node;
  }

  /**
   * Starts a node with these variables of the environment, such as {@code HELIOGRAPH_RESUME_MS}.
   */
  public static TestNode start(Map<String, String> environment) {
    return new TestNode(Node.start(config(environment)));
  }

  /** Starts a node on defaults. */
  public static TestNode start() {
    return start(Map.of());
  }

  /** Returns the configuration a node gets from these variables, on free ports. */
  public static Config config(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>();
    all.put("HELIOGRAPH_PORT", "0");
    all.put("HELIOGRAPH_ADMIN_PORT", "0");
    all.putAll(environment);
    ConfigReader.Outcome outcome =
        new ConfigReader(new Random(), "test").read(null, all, Flags.NONE);
    return switch (outcome) {
      case ConfigReader.Outcome.Valid valid -> valid.config();
      case ConfigReader.Outcome.Invalid invalid ->
          throw new IllegalArgumentException(invalid.problems().toString());
    };
  }

  public Node node() {
    return node;
  }

  /** Returns where the page is: {@code http://127.0.0.1:PORT/}. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + node.httpPort() + "/");
  }

  /** Returns where health and metrics are. */
  public URI admin() {
    return URI.create("http://127.0.0.1:" + node.adminPort() + "/");
  }

  /** Returns where clients connect. */
  public URI webSocket() {
    return URI.create("ws://127.0.0.1:" + node.httpPort() + "/ws");
  }

  @Override
  public void close() {
    node.close();
  }
}
