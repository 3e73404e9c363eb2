package heliograph.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.id.NodeId;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisConfigTest {
  private static RedisAddress parse(String uri) {
    return RedisAddress.parse(uri, 1_000);
  }

  @Test
  void oneServersAddressIsReadWithPasswordTlsAndDatabase() {
    RedisAddress address = parse("rediss://bob:s3cret@redis.example:6380/3");
    RedisURI uri = address.uris().getFirst();

    assertThat(List.of(uri.getHost(), uri.getPort(), uri.getDatabase(), uri.isSsl()))
        .containsExactly("redis.example", 6380, 3, true);
    assertThat(uri.isVerifyPeer()).isTrue();
    RedisCredentials credentials = uri.getCredentialsProvider().resolveCredentials().block();
    assertThat(credentials.getUsername()).isEqualTo("bob");
    assertThat(credentials.getPassword()).isEqualTo("s3cret".toCharArray());
    assertThat(address.cluster()).isFalse();
    assertThat(address.shown()).isEqualTo("rediss://redis.example:6380");
  }

  @Test
  void sentinelsAndTheMastersNameAreRead() {
    RedisAddress address = parse("redis-sentinel://s3cret@one:26379,two:26380/0#main");
    RedisURI uri = address.uris().getFirst();

    assertThat(uri.getSentinels()).extracting(RedisURI::getPort).containsExactly(26379, 26380);
    assertThat(uri.getSentinelMasterId()).isEqualTo("main");
    assertThat(address.cluster()).isFalse();
    assertThat(address.shown()).isEqualTo("redis-sentinel://one:26379,two:26380#main");
  }

  @Test
  void clustersServersAreRead() {
    RedisAddress address = parse("rediss-cluster://:s3cret@one:7000,two:7001");

    assertThat(address.uris()).extracting(RedisURI::getHost).containsExactly("one", "two");
    assertThat(address.uris()).extracting(RedisURI::getPort).containsExactly(7000, 7001);
    assertThat(address.uris()).allMatch(RedisURI::isSsl);
    assertThat(address.cluster()).isTrue();
    assertThat(address.shown()).isEqualTo("rediss-cluster://one:7000,two:7001");
  }

  @Test
  void whatIsNoAddressIsNamedInOneLineWithoutThePassword() {
    for (String uri :
        List.of(
            "",
            "s3cret",
            "http://s3cret@host",
            "redis://",
            "redis://s3cret@",
            "redis://s3cret@ho st:1",
            "redis://:s3cret@host:notaport",
            "redis-sentinel://s3cret@host:1")) {
      assertThatThrownBy(() -> RedisConfig.of(uri, new NodeId("n")))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("redis-uri ")
          .hasMessageNotContaining("s3cret")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void configIsShownWithoutThePassword() {
    assertThat(RedisConfig.of("redis://bob:s3cret@host:1", new NodeId("n")).toString())
        .contains("redis://host:1")
        .doesNotContain("s3cret");
  }

  @Test
  void boundsThatMakeNoSenseAreNamed() {
    RedisConfig config = RedisConfig.of("redis://host", new NodeId("n"));

    assertThatThrownBy(() -> config.withLeaseMs(99)).hasMessageContaining("leaseMs");
    assertThatThrownBy(() -> config.withTimeouts(1, 0)).hasMessageContaining("commandTimeoutMs");
    assertThatThrownBy(() -> config.withBatches(1, 0, 1)).hasMessageContaining("batchMax");
    assertThatThrownBy(() -> config.withBatches(1, 1, 0)).hasMessageContaining("pendingMax");
    assertThatThrownBy(() -> config.withKeyPrefix("{a}")).hasMessageContaining("keyPrefix");
  }
}
