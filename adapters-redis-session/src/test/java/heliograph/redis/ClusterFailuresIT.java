package heliograph.redis;

import static heliograph.redis.SessionNode.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.PresenceStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions and presence while a cluster's slots move, and while one of its servers is lost. */
class ClusterFailuresIT {
  private static final long DEADLINE_S = 60;
  private static final String RIGHTS =
      """
      GET GETRANGE SET HGET HSET HDEL HLEN ZADD ZREM ZRANGE ZRANGEBYSCORE ZSCORE SADD SREM SPOP
      SCARD SRANDMEMBER DEL TIME PUBLISH SUBSCRIBE PING EVAL EVALSHA SCRIPT CLUSTER INFO""";

  private static final RoomName ROOM = new RoomName("room");

  private static RedisCluster redis;
  private SessionNode node;

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

  @BeforeEach
  void connect() {
    node = new SessionNode(config("n1")).awaitNoTrouble();
  }

  @AfterEach
  void disconnect() {
    node.close();
  }

  private static RedisConfig config(String node) {
    return config(redis.uri(), node);
  }

  private static RedisConfig config(String uri, String node) {
    return RedisConfig.of(uri, new NodeId(node)).withTimeouts(2_000, 500).withLeaseMs(800);
  }

  private void awaitSaved(String session, long version) {
    await()
        .atMost(DEADLINE_S, TimeUnit.SECONDS)
        .until(() -> node.save(session(session, version)) instanceof Input.SessionSaved);
  }

  @Test
  void sessionsFollowASlotThatMovesToAnotherServer() {
    String moving = redis.sessionAt(0);
    assertThat(node.load(moving)).isInstanceOf(Input.SessionLoaded.class);

    redis.moveSlot(moving, 2);

    assertThat(node.save(session(moving, 1))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.loaded(moving)).isEqualTo(session(moving, 1));
    assertThat(node.store.trouble()).isNull();
  }

  @Test
  void lostServerThatComesBackHasItsSessionsAndItsSubscribersAgain() {
    PresenceStore presence = RedisPresenceStore.open(node.redis);
    presence.start(node.inbox);
    int lost = redis.serverWithSubscriberOf(node.redis.channel());
    String there = redis.sessionAt(lost);

    redis.server(lost).kill();
    Input.Outcome whileLost = node.save(session(there, 1));
    redis.server(lost).restart();
    redis.awaitWhole();
    awaitSaved(there, 1);
    // Its connection for messages is back as well.
    node.awaitNoTrouble();

    assertThat(whileLost).isInstanceOf(Input.StoreFailed.class);
    try (RedisConnection other = RedisConnection.open(config("n2"));
        PresenceStore told = RedisPresenceStore.open(other)) {
      told.start(node.inbox);
      Present member = new Present(new UserId("u"), new SessionId("p"), 1);
      told.enter(ROOM, member);
      node.inbox.await(Input.PresenceChanged.class, change -> change.room().equals(ROOM), 2);
    }
    presence.close();
  }

  @Test
  void userWithNoMoreThanTheDocumentedRightsIsServed() {
    redis.addUser("node", List.of(RIGHTS.split("\\s")));
    String uri = redis.uri().replace("redis-cluster://", "redis-cluster://node:right@");
    String wrong = redis.uri().replace("redis-cluster://", "redis-cluster://node:wr0ng@");
    Present member = new Present(new UserId("u"), new SessionId("p"), 1);

    assertThatThrownBy(() -> RedisConnection.open(config(wrong, "wrong")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("redis-uri: Redis at " + redis.uri() + " refuses this node (")
        .hasMessageNotContaining("wr0ng");
    try (SessionNode limited = new SessionNode(config(uri, "limited")).awaitNoTrouble();
        PresenceStore presence = RedisPresenceStore.open(limited.redis)) {
      presence.start(limited.inbox);
      presence.enter(ROOM, member);
      presence.list(77, ROOM, 10);

      assertThat(limited.save(session("limited", 1))).isInstanceOf(Input.SessionSaved.class);
      assertThat(limited.loaded("limited")).isEqualTo(session("limited", 1));
      limited.inbox.await(Input.PresenceChanged.class, change -> change.joined());
      limited.inbox.await(Input.PresenceListed.class, listed -> listed.ticket() == 77);
      assertThat(limited.store.trouble()).isNull();
    }
  }
}
