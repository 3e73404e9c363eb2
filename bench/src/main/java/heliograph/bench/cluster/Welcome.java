package heliograph.bench.cluster;

import java.util.Locale;

/** What {@code dev-cluster} prints when all is ready. */
final class Welcome {
  private static final String ROW = "  %-5s %-24s %-27s %-24s %s%n";

  private Welcome() {}

  static String text(Cluster cluster, int port) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """

              open http://127.0.0.1:%d/

            That address leads to any live node. Talk in two tabs, kill the node one of them is on,
            and the page resumes on another: nothing lost, nothing twice.

            """,
            port));
    text.append(
        String.format(Locale.ROOT, ROW, "node", "page", "WebSocket", "admin", "to kill it"));
    for (NodeProcess node : cluster.nodes()) {
      String address = "127.0.0.1:" + node.port();
      text.append(
          String.format(
              Locale.ROOT,
              ROW,
              node.id(),
              "http://" + address + "/",
              "ws://" + address + "/ws",
              "http://127.0.0.1:" + node.adminPort() + "/",
              "kill -9 " + node.pid()));
    }
    text.append(
        String.format(
            Locale.ROOT,
            """

              Kafka %s    Redis %s
              Ctrl-C stops all of it.

            """,
            cluster.bootstrapServers(),
            cluster.redisUri()));
    return text.toString();
  }
}
