package heliograph.redis;

import heliograph.domain.id.NodeId;
import heliograph.ports.SessionStore;
import heliograph.testkit.contract.SessionStoreContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ClusterSessionStoreContractIT extends SessionStoreContract {
  private static RedisCluster redis;
  private static List<RedisConnection> nodes;
  private int opened;

  @BeforeAll
  static void connect() {
    redis = RedisCluster.start();
    nodes =
        Stream.of("n1", "n2")
            .map(node -> RedisConnection.open(RedisConfig.of(redis.uri(), new NodeId(node))))
            .toList();
  }

  @AfterAll
  static void disconnect() {
    if (redis != null) {
      nodes.forEach(RedisConnection::close);
      redis.close();
    }
  }

  @Override
  protected SessionStore open() {
    return new RedisSessionStore(nodes.get(opened++ % nodes.size()));
  }
}
