package heliograph.app.config;

import java.util.List;

/** The keys of the room log and of the session store. */
final class StorageKeys {
  static final Key<Config.LogKind> LOG =
      Key.of(
          "log",
          Kinds.choice(Config.LogKind.class),
          "memory",
          "Where rooms are: in this process, or on Kafka, which a cluster needs.");

  static final Key<Config.SessionsKind> SESSIONS =
      Key.of(
          "sessions",
          Kinds.choice(Config.SessionsKind.class),
          "memory",
          "Where sessions are: in this process, or in Redis, which a cluster needs.");

  static final Key<Integer> LOG_RETENTION_MESSAGES =
      Key.of(
          "log-retention-messages",
          Kinds.whole(1, 100_000_000),
          "10000",
          "Messages the memory log keeps per room; the oldest goes first.");

  static final Key<Long> LOG_RETENTION_BYTES =
      Key.of(
          "log-retention-bytes",
          Kinds.large(1, 1L << 40),
          "268435456",
          "Bytes the memory log keeps over all rooms; at most a quarter of the heap.");

  static final Key<Long> LOG_RETENTION_MS =
      Key.of(
          "log-retention-ms",
          Kinds.large(1, 315_360_000_000L),
          "86400000",
          "How long the memory log keeps a message.");

  static final Key<List<String>> KAFKA_BOOTSTRAP_SERVERS =
      Key.of(
          "kafka-bootstrap-servers",
          Kinds.list(
              "host:port", s -> s.matches("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}")),
          "",
          "Kafka's brokers; needed where log is kafka.");

  static final Key<String> KAFKA_TOPIC =
      Key.of(
          "kafka-topic",
          Kinds.text(
              "a topic's name: letters, digits, dots, dashes, at most 200 characters",
              s -> s.matches("[A-Za-z0-9._-]{1,200}") && !s.matches("\\.{1,2}")),
          "heliograph.rooms",
          "The topic that holds the rooms.");

  static final Key<Integer> KAFKA_PARTITIONS =
      Key.of(
          "kafka-partitions",
          Kinds.whole(1, 10_000),
          "32",
          "Its partitions, where the node creates it; what it must have where it exists.");

  static final Key<Integer> KAFKA_REPLICATION =
      Key.of(
          "kafka-replication",
          Kinds.whole(1, 15),
          "1",
          "Its replicas, where the node creates it; what it must have where it exists. 3 for a"
              + " cluster that must not lose messages.");

  static final Key<Long> KAFKA_RETENTION_MS =
      Key.of(
          "kafka-retention-ms",
          Kinds.large(-1, 315_360_000_000L),
          "604800000",
          "How long it keeps messages, where the node creates it; what it must have where it"
              + " exists. -1 is for ever.");

  static final Key<Secret> REDIS_URI =
      Key.hidden(
          "redis-uri",
          Kinds.made("a URI such as redis://host:6379", StorageKeys::redisUri),
          Key.Secrecy.PASSWORD,
          "Redis: redis://, redis-sentinel://, redis-cluster://, with rediss for TLS; needed where"
              + " sessions is redis.");

  static final Key<Long> PRESENCE_LEASE_MS =
      Key.of(
          "presence-lease-ms",
          Kinds.large(1_000, 600_000),
          "10000",
          "With Redis: how long after a node's death its members have left at the latest; a node"
              + " cut off from Redis for longer has its members leave and come again.");

  static final List<Key<?>> ALL =
      List.of(
          LOG,
          LOG_RETENTION_MESSAGES,
          LOG_RETENTION_BYTES,
          LOG_RETENTION_MS,
          KAFKA_BOOTSTRAP_SERVERS,
          KAFKA_TOPIC,
          KAFKA_PARTITIONS,
          KAFKA_REPLICATION,
          KAFKA_RETENTION_MS,
          SESSIONS,
          REDIS_URI,
          PRESENCE_LEASE_MS);

  private StorageKeys() {}

  private static Secret redisUri(String uri) {
    if (!uri.matches("rediss?(-sentinel|-cluster)?://\\S+")) {
      throw new IllegalArgumentException("not a Redis URI");
    }
    return new Secret(uri);
  }
}
