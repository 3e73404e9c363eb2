package heliograph.redis;

import heliograph.domain.id.NodeId;
import heliograph.ports.SessionStore;
import heliograph.testkit.contract.SessionStoreContract;
import heliograph.testkit.services.RealServices;
import heliograph.testkit.services.RedisService;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServices.class)
class RedisSessionStoreContractIT extends SessionStoreContract {
  private static List<RedisConnection> nodes;
  private int opened;

  @BeforeAll
  static void connect(RedisService redis) {
    nodes =
        Stream.of("n1", "n2")
            .map(node -> RedisConnection.open(RedisConfig.of(redis.uri(), new NodeId(node))))
            .toList();
  }

  @AfterAll
  static void disconnect() {
    nodes.forEach(RedisConnection::close);
  }

  @Override
  protected SessionStore open() {
    return new RedisSessionStore(nodes.get(opened++ % nodes.size()));
  }
}
