package heliograph.redis;

import heliograph.domain.id.NodeId;
import heliograph.ports.PresenceStore;
import heliograph.testkit.contract.PresenceStoreContract;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.RealServices;
import heliograph.testkit.services.RedisService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServices.class)
class RedisPresenceStoreContractIT extends PresenceStoreContract {
  private static final long LEASE_MS = 800;

  private String uri;

  @BeforeEach
  void use(RedisService redis) {
    uri = redis.uri();
  }

  @Override
  protected PresenceStore open(NodeId node) {
    Detour detour = Detour.to(uri);
    return new PresenceNode(
        detour, RedisConfig.of("redis://" + detour.address(), node).withLeaseMs(LEASE_MS));
  }

  @Override
  protected void kill(PresenceStore store) {
    ((PresenceNode) store).kill();
  }
}
