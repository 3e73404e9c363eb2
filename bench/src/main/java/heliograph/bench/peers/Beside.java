package heliograph.bench.peers;

import heliograph.testkit.services.LocalKafka;
import heliograph.testkit.services.LocalRedis;
import java.io.IOException;

/** What the nodes of a cluster share: one Kafka broker, one Redis server, or nothing. */
record Beside(LocalKafka kafka, LocalRedis redis) implements AutoCloseable {
  /** Of a node alone. */
  static Beside nothing() {
    return new Beside(null, null);
  }

  /** Starts Redis. */
  static Beside startRedis() {
    return new Beside(null, newRedis());
  }

  /** Starts Kafka and Redis. */
  static Beside startBoth() {
    LocalKafka kafka = LocalKafka.startForLoad();
    try {
      return new Beside(kafka, newRedis());
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  /** Without its bound on what waits for a subscriber: who is behind shall be late, not cut off. */
  private static LocalRedis newRedis() {
    // Each value an argument of its own: Redis 6 takes none that holds several.
    return LocalRedis.start("--save", "", "--client-output-buffer-limit", "pubsub", "0", "0", "0");
  }

  double cpuSeconds() throws IOException {
    return (kafka == null ? 0 : Proc.cpuSeconds(kafka.pid(0)))
        + (redis == null ? 0 : Proc.cpuSeconds(redis.pid()));
  }

  @Override
  public void close() {
    if (kafka != null) {
      kafka.close();
    }
    if (redis != null) {
      redis.close();
    }
  }
}
