package heliograph.redis;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.PresenceStore;
import heliograph.testkit.contract.PresenceStoreContract;
import heliograph.testkit.contract.RecordingInbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterPresenceStoreContractIT extends PresenceStoreContract {
  private static final long LEASE_MS = 800;

  private static RedisCluster redis;
  private final Map<PresenceStore, RedisConnection> connections = new HashMap<>();

  @BeforeAll
  static void start() {
    redis = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  protected PresenceStore open(NodeId node) {
    RedisConnection connection =
        RedisConnection.open(RedisConfig.of(redis.uri(), node).withLeaseMs(LEASE_MS));
    PresenceStore store = RedisPresenceStore.open(connection);
    connections.put(store, connection);
    return store;
  }

  /** A cluster tells its own addresses, so no proxy can stand between. */
  @Override
  protected void kill(PresenceStore store) {
    connections.get(store).close();
  }

  @Test
  void roomsWithBracesInTheirNamesAreInOneSlotToo() {
    RecordingInbox inbox = new RecordingInbox();
    PresenceStore store = open(new NodeId("braces"));
    store.start(inbox);
    Present member = new Present(new UserId("u"), new SessionId("s"), 1);
    List<String> names = List.of("}", "a}b", "{}", "{a}{b}", "{", "%7D", "}{");

    names.forEach(name -> store.enter(new RoomName(name), member));
    for (int i = 0; i < names.size(); i++) {
      store.list(i, new RoomName(names.get(i)), 10);
    }

    inbox.await("all lists", () -> inbox.of(Input.PresenceListed.class).size() == names.size());
    assertThat(inbox.of(Input.PresenceListed.class))
        .allSatisfy(listed -> assertThat(listed.members()).containsExactly(member));
    store.close();
    connections.get(store).close();
  }
}
