package heliograph.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A server on Node.js, of one process, or of two that share Redis.
 *
 * @param script the server's source
 * @param nodes 1, or 2 with Redis
 */
record NodePeer(
    String name,
    String version,
    NodePackages packages,
    String script,
    Supplier<Dialect> dialects,
    int nodes)
    implements Peer {
  private static final Pattern READY = Pattern.compile("^ready (\\d+)$");

  @Override
  public Target start(boolean compressed) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    if (compressed) {
      environment.put("COMPRESS", "1");
    }
    environment.put("NODE_ENV", "production");
    Beside beside = nodes > 1 ? Beside.startRedis() : Beside.nothing();
    if (beside.redis() != null) {
      environment.put("REDIS", beside.redis().uri());
    }
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        children.add(
            new Child(
                packages.folder(),
                List.of(packages.node().toString(), script),
                environment,
                READY));
      }
    } catch (IOException e) {
      children.forEach(Child::close);
      beside.close();
      throw e;
    }
    return new Children(children, beside, dialects);
  }
}
