package heliograph.redis;

import static heliograph.redis.SessionNode.session;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.testkit.services.Certificate;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.LocalRedis;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Redis behind TLS and behind a sentinel. A cluster is the contract suites', a password another's.
 */
class AddressesIT {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static LocalRedis redis;

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private static RedisConfig config(String uri, long timeoutMs) {
    return RedisConfig.of(uri, new NodeId("n1")).withTimeouts(timeoutMs, timeoutMs);
  }

  private static Input.Outcome saveAt(String uri, String session) {
    try (SessionNode node = new SessionNode(config(uri, 10_000))) {
      return node.save(session(session, 1));
    }
  }

  @Test
  void tlsIsSpokenAndTheCertificateMustBeTrusted() throws Exception {
    try (Certificate certificate = Certificate.selfSigned();
        Detour tls = Detour.tlsTo(redis.uri(), certificate)) {
      String uri = "rediss://" + tls.address();

      try (SessionNode node = new SessionNode(config(uri, 3_000))) {
        assertThat(node.save(session("a", 1))).isInstanceOf(Input.StoreFailed.class);
        await()
            .atMost(20, TimeUnit.SECONDS)
            .untilAsserted(() -> assertThat(node.store.trouble()).contains("certificat"));
      }
      assertThat(saveAt(uri + "?verifyPeer=none", "b")).isInstanceOf(Input.SessionSaved.class);
      System.setProperty(TRUST_STORE, certificate.store().toString());
      System.setProperty(TRUST_STORE_PASSWORD, Certificate.PASSWORD);
      try {
        assertThat(saveAt(uri, "c")).isInstanceOf(Input.SessionSaved.class);
      } finally {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
      }
    }
  }

  @Test
  void sentinelIsAskedForTheMaster() {
    try (LocalRedis sentinel =
        RedisModes.orAssume("sentinel", () -> redis.startSentinel("main", 30_000))) {
      String sentinels = sentinel.uri().replace("redis://", "redis-sentinel://");

      assertThat(saveAt(sentinels + "/0#main", "d")).isInstanceOf(Input.SessionSaved.class);
    }
    try (SessionNode direct = new SessionNode(RedisConfig.of(redis.uri(), new NodeId("n2")))) {
      assertThat(direct.loaded("d")).isNotNull();
    }
  }
}
