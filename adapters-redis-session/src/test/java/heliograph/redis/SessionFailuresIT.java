package heliograph.redis;

import static heliograph.redis.SessionNode.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.LocalRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions while Redis is killed, frozen, out of reach or refuses us. */
class SessionFailuresIT {
  private static final long PATIENCE_MS = 300;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private LocalRedis redis(String... options) {
    LocalRedis redis = LocalRedis.start(options);
    opened.add(redis);
    return redis;
  }

  private static RedisConfig config(String uri) {
    return RedisConfig.of(uri, new NodeId("n1")).withTimeouts(1_000, PATIENCE_MS);
  }

  private SessionNode node(RedisConfig config) {
    SessionNode node = new SessionNode(config);
    opened.add(node);
    return node;
  }

  @Test
  void redisThatIsKilledFailsAtOnceAndWithItsDataLostLiveSessionsGoOn() {
    LocalRedis redis = redis();
    SessionNode node = node(config(redis.uri()));
    assertThat(node.save(session("s", 1))).isInstanceOf(Input.SessionSaved.class);

    redis.kill();
    await().atMost(5, TimeUnit.SECONDS).until(() -> node.store.trouble() != null);
    long startNanos = System.nanoTime();
    Input.Outcome whileAway = node.save(session("s", 2));
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    String trouble = node.store.trouble();
    redis.restart();
    node.awaitNoTrouble();

    assertThat(whileAway).isInstanceOf(Input.StoreFailed.class);
    assertThat(tookMs).isLessThan(PATIENCE_MS);
    assertThat(trouble).contains("127.0.0.1").contains("is out of reach since");
    assertThat(node.loaded("s")).isNull();
    assertThat(node.save(session("s", 2))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.loaded("s")).isEqualTo(session("s", 2));
  }

  @Test
  void frozenRedisFailsInTimeAndGoesOnWhenItThaws() {
    LocalRedis redis = redis();
    SessionNode node = node(config(redis.uri()));
    node.save(session("s", 1));

    redis.pause();
    Input.Outcome saved = node.save(session("s", 2));
    Input.Outcome loaded = node.load("s");
    String trouble = node.store.trouble();
    redis.resume();
    node.awaitNoTrouble();

    assertThat(saved).isInstanceOf(Input.StoreFailed.class);
    assertThat(loaded).isInstanceOf(Input.StoreFailed.class);
    assertThat(trouble).isNotNull();
    // Saved or not while it was frozen: the repetition is a save, and the next one too.
    assertThat(node.save(session("s", 2))).isInstanceOf(Input.SessionSaved.class);
    assertThat(node.save(session("s", 3))).isInstanceOf(Input.SessionSaved.class);
    await().atMost(5, TimeUnit.SECONDS).until(() -> node.redis.pending() == 0);
  }

  @Test
  void redisThatStaysFrozenIsLeftAndWhatComesThenFailsAtOnce() {
    LocalRedis redis = redis();
    SessionNode node = node(config(redis.uri()));
    node.save(session("s", 1));

    redis.pause();
    node.save(session("s", 2));
    await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> String.valueOf(node.store.trouble()).contains("out of reach"));
    long startNanos = System.nanoTime();
    Input.Outcome then = node.save(session("s", 2));
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    redis.resume();
    node.awaitNoTrouble();

    assertThat(then).isInstanceOf(Input.StoreFailed.class);
    assertThat(tookMs).isLessThan(PATIENCE_MS);
    assertThat(node.save(session("s", 2))).isInstanceOf(Input.SessionSaved.class);
  }

  @Test
  void aClaimWaitsForNoOthersAndTakesAlongWhatDoes() {
    SessionNode node = node(config(redis().uri()).withBatches(600_000, 256, 100));
    long waiting = node.ask(session("s", 1));

    long startNanos = System.nanoTime();
    for (int version = 2; version <= 30; version++) {
      assertThat(node.claim(session("s", version))).isInstanceOf(Input.SessionSaved.class);
    }

    // The probe of the connection, which would take them along, comes but every second.
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    assertThat(tookMs).isLessThan(10_000);
    assertThat(node.outcome(waiting)).isInstanceOf(Input.SessionSaved.class);
  }

  @Test
  void beyondTheBoundOfPendingOperationsTheNextFailsAtOnce() {
    LocalRedis redis = redis();
    SessionNode node = node(config(redis.uri()).withTimeouts(1_000, 5_000).withBatches(2, 256, 10));
    node.save(session("s", 1));

    redis.pause();
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      taken.add(node.ask(session("s" + i, 1)));
    }
    Input.Outcome beyond = node.outcome(node.ask(session("one more", 1)));
    boolean noneAnswered = taken.stream().noneMatch(node::isAnswered);
    redis.resume();

    assertThat(beyond).isInstanceOf(Input.StoreFailed.class);
    assertThat(noneAnswered).isTrue();
    for (long ticket : taken) {
      assertThat(node.outcome(ticket)).isInstanceOf(Input.SessionSaved.class);
    }
  }

  @Test
  void redisThatIsAwayAtTheStartIsFoundLater() {
    Detour detour = Detour.to(redis().uri());
    String address = "redis://" + detour.address();
    opened.add(detour);
    detour.cut();

    SessionNode node = node(config(address));
    String trouble = node.store.trouble();
    Input.Outcome whileAway = node.save(session("s", 1));
    detour.mend();
    node.awaitNoTrouble();

    assertThat(trouble).startsWith("Redis at " + address + " is out of reach since");
    assertThat(whileAway).isInstanceOf(Input.StoreFailed.class);
    assertThat(node.save(session("s", 1))).isInstanceOf(Input.SessionSaved.class);
  }

  @Test
  void passwordIsUsedAndAWrongOneIsNamedInOneLineWithoutShowingIt() {
    LocalRedis redis = redis("--requirepass", "right");
    String right = redis.uri().replace("redis://", "redis://:right@");
    String wrong = redis.uri().replace("redis://", "redis://:wr0ng@");

    assertThat(node(config(right)).save(session("s", 1))).isInstanceOf(Input.SessionSaved.class);
    for (String uri : List.of(wrong, redis.uri())) {
      assertThatThrownBy(() -> RedisConnection.open(config(uri)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("redis-uri: Redis at " + redis.uri() + " refuses this node (")
          .hasMessageNotContaining("wr0ng")
          .hasMessageNotContaining("\n");
    }
  }
}
