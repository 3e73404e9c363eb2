package heliograph.redis;

import static heliograph.redis.SessionNode.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.testkit.services.LocalRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server is killed and its replica takes its place: under a sentinel, and in a cluster. */
class FailoverIT {
  private static final long DEADLINE_S = 60;
  private static final long DOWN_AFTER_MS = 1_000;
  private static final RoomName ROOM = new RoomName("room");

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T opened(T it) {
    opened.add(it);
    return it;
  }

  private SessionNode node(String name, String uri) {
    return opened(
            new SessionNode(
                RedisConfig.of(uri, new NodeId(name)).withTimeouts(2_000, 500).withLeaseMs(2_000)))
        .awaitNoTrouble();
  }

  /** Saves until it succeeds; returns what came of it before. */
  private static List<Input.Outcome> saveInTheEnd(SessionNode node, String session, long version) {
    List<Input.Outcome> before = new ArrayList<>();
    await()
        .atMost(DEADLINE_S, TimeUnit.SECONDS)
        .until(
            () -> {
              Input.Outcome outcome = node.save(session(session, version));
              before.add(outcome);
              return outcome instanceof Input.SessionSaved;
            });
    before.removeLast();
    return before;
  }

  private static Present member(String name, long sinceMs) {
    return new Present(new UserId("u"), new SessionId(name), sinceMs);
  }

  private RedisPresenceStore presence(SessionNode node) {
    RedisPresenceStore store = RedisPresenceStore.open(node.redis);
    opened.add(store::close);
    store.start(node.inbox);
    return store;
  }

  private static void awaitJoined(SessionNode node, Present member) {
    node.inbox.await(
        Input.PresenceChanged.class, c -> c.session().equals(member.session()) && c.joined());
  }

  @Test
  void sentinelsNewMasterServesSessionsAndPresenceSoon() {
    LocalRedis master = opened(LocalRedis.start());
    LocalRedis replica = opened(master.startReplica());
    Asking asking = opened(new Asking(replica.uri()));
    await()
        .atMost(DEADLINE_S, TimeUnit.SECONDS)
        .until(() -> asking.sync().info("replication").contains("link_status:up"));
    LocalRedis sentinel =
        opened(RedisModes.orAssume("sentinel", () -> master.startSentinel("main", DOWN_AFTER_MS)));
    String uri = sentinel.uri().replace("redis://", "redis-sentinel://") + "/0#main";
    SessionNode one = node("n1", uri);
    SessionNode two = node("n2", uri);
    RedisPresenceStore present = presence(one);
    presence(two);
    Present early = member("early", 1);
    Present late = member("late", 2);
    present.enter(ROOM, early);
    awaitJoined(two, early);
    saveInTheEnd(one, "s", 1);
    await()
        .atMost(DEADLINE_S, TimeUnit.SECONDS)
        .until(() -> asking.sync().get("heliograph:session:s") != null);

    master.kill();
    await().atMost(DEADLINE_S, TimeUnit.SECONDS).until(() -> one.store.trouble() != null);
    String trouble = one.store.trouble();
    List<Input.Outcome> meanwhile = saveInTheEnd(one, "s", 2);
    one.awaitNoTrouble();
    two.awaitNoTrouble();
    present.enter(ROOM, late);

    assertThat(trouble).contains("is out of reach since");
    assertThat(meanwhile).isNotEmpty().allMatch(Input.StoreFailed.class::isInstance);
    assertThat(two.loaded("s")).isEqualTo(session("s", 2));
    awaitJoined(two, late);
    assertThat(asking.sync().role().getFirst()).isEqualTo("master");
  }

  @Test
  void clustersReplicaServesTheSessionsOfItsLostMasterSoon() {
    RedisCluster redis = opened(RedisCluster.startWithReplica());
    SessionNode node = node("n1", redis.uri());
    String session = redis.sessionAt(0);
    saveInTheEnd(node, session, 1);

    redis.server(0).kill();
    List<Input.Outcome> meanwhile = saveInTheEnd(node, session, 2);
    String trouble = node.store.trouble();

    assertThat(meanwhile).isNotEmpty().allMatch(Input.StoreFailed.class::isInstance);
    assertThat(trouble).contains("does not do as asked since");
    assertThat(node.loaded(session)).isEqualTo(session(session, 2));
  }
}
