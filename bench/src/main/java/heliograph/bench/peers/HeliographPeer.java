package heliograph.bench.peers;

import heliograph.bench.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Heliograph: one node with the memory log, or several with Kafka and Redis.
 *
 * @param nodes 1 or more
 * @param jvmOptions further options of its JVMs
 */
record HeliographPeer(String name, String version, int nodes, List<String> jvmOptions)
    implements Peer {
  @Override
  public Target start(boolean compressed) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("HELIOGRAPH_AUTH_SECRET", Token.SECRET);
    environment.put("HELIOGRAPH_LOG_LEVEL", "warn");
    Beside beside = nodes > 1 ? Beside.startBoth() : Beside.nothing();
    if (beside.kafka() != null) {
      environment.put("HELIOGRAPH_LOG", "kafka");
      environment.put("HELIOGRAPH_KAFKA_BOOTSTRAP_SERVERS", beside.kafka().bootstrapServers());
      environment.put("HELIOGRAPH_SESSIONS", "redis");
      environment.put("HELIOGRAPH_REDIS_URI", beside.redis().uri());
    }
    List<ServerProcess> processes = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        processes.add(new ServerProcess(jvmOptions, environment));
      }
    } catch (IOException e) {
      processes.forEach(ServerProcess::close);
      beside.close();
      throw e;
    }
    return new HeliographNodes(processes, beside);
  }
}
