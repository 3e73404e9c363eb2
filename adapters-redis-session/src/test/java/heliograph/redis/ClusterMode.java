package heliograph.redis;

import static org.awaitility.Awaitility.await;

import heliograph.testkit.services.LocalRedis;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A Redis Cluster of one server: it has all slots, and refuses scripts whose keys span two. */
final class ClusterMode {
  private static final int SLOTS = 16_384;

  private ClusterMode() {}

  static LocalRedis start() {
    LocalRedis redis = LocalRedis.start("--cluster-enabled", "yes");
    try (Asking asking = new Asking(redis.uri())) {
      asking.sync().clusterAddSlots(IntStream.range(0, SLOTS).toArray());
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> asking.sync().clusterInfo().contains("cluster_state:ok"));
    }
    return redis;
  }

  static String uri(LocalRedis redis) {
    return redis.uri().replace("redis://", "redis-cluster://");
  }
}
