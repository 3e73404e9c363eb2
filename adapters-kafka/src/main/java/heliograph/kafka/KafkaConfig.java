package heliograph.kafka;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a node uses Kafka. Immutable; times in milliseconds, sizes in bytes, bounds inclusive.
 *
 * @param bootstrapServers addresses as in Kafka's {@code bootstrap.servers}
 * @param topic the rooms' topic
 * @param controlTopic what nodes tell all nodes
 * @param ephemeralTopic messages that are not kept
 * @param partitions of the rooms' and the ephemeral topic; an existing topic must have as many
 * @param replication copies of each partition; an existing topic must have as many
 * @param retentionMs how long messages are kept, -1 for ever; an existing topic must have the same
 * @param clientId what the broker's logs call this node's clients, followed by their purpose
 * @param clientProperties properties for all Kafka clients, such as {@code security.protocol}; they
 *     replace defaults of ours, but not what the promises of the ports rest on
 * @param dedupeWindowMs how far a starting node reads back for keyed records, by the log's clock
 * @param deliveryTimeoutMs after it, an append is answered with {@code TIMEOUT}; to be shorter than
 *     the time after which the node gives up a publish
 * @param startTimeoutMs how long a start waits for a log that is out of reach, before it goes on in
 *     the background
 * @param readTimeoutMs after it, a read of the log is answered with {@code UNAVAILABLE}
 * @param inFlightMax appends not answered yet; further ones are {@code BUSY} at once
 * @param inFlightBytesMax the same in bytes
 * @param lingerMs how long an append waits for others to be sent with, while many messages come
 *     from the log, unless it comes alone; 0 for not at all
 * @param lingerAbove messages a second, of whatever rooms and nodes, beyond which they are many; 0
 *     for always
 * @param readThreads consumers that read parts of the log on demand
 * @param readsQueuedMax reads that wait for one of them; further ones are {@code UNAVAILABLE}
 * @param scanRecordsMax records, of whatever rooms, that one read looks at before it answers with
 *     what it has found
 */
public record KafkaConfig(
    String bootstrapServers,
    String topic,
    String controlTopic,
    String ephemeralTopic,
    int partitions,
    int replication,
    long retentionMs,
    String clientId,
    Map<String, String> clientProperties,
    long dedupeWindowMs,
    long deliveryTimeoutMs,
    long startTimeoutMs,
    long readTimeoutMs,
    int inFlightMax,
    long inFlightBytesMax,
    int lingerMs,
    int lingerAbove,
    int readThreads,
    int readsQueuedMax,
    int scanRecordsMax) {

  /** The defaults, for brokers at {@code localhost:9092}. */
  public static final KafkaConfig DEFAULT =
      new KafkaConfig(
          "localhost:9092",
          "heliograph.rooms",
          "heliograph.control",
          "heliograph.ephemeral",
          32,
          1,
          604_800_000,
          "heliograph",
          Map.of(),
          300_000,
          8_000,
          30_000,
          5_000,
          10_000,
          32L << 20,
          4,
          750,
          2,
          20_000,
          50_000);

  /**
   * Validates the bounds.
   *
   * @throws IllegalArgumentException with a message that names the field
   */
  public KafkaConfig {
    require(!bootstrapServers.isBlank(), "bootstrapServers must not be empty");
    require(
        !topic.isBlank() && !controlTopic.isBlank() && !ephemeralTopic.isBlank(),
        "topic, controlTopic and ephemeralTopic must not be empty");
    require(partitions >= 1, "partitions must be at least 1");
    require(replication >= 1 && replication <= Short.MAX_VALUE, "replication must be at least 1");
    require(retentionMs >= -1, "retentionMs must be at least 0, or -1 to keep all for ever");
    require(dedupeWindowMs >= 0, "dedupeWindowMs must not be negative");
    require(deliveryTimeoutMs >= 1_000, "deliveryTimeoutMs must be at least 1000");
    require(startTimeoutMs >= 1, "startTimeoutMs must be at least 1");
    require(readTimeoutMs >= 1, "readTimeoutMs must be at least 1");
    require(inFlightMax >= 1, "inFlightMax must be at least 1");
    require(inFlightBytesMax >= 1, "inFlightBytesMax must be at least 1");
    require(lingerMs >= 0 && lingerMs <= 100, "lingerMs must be 0 to 100");
    require(lingerAbove >= 0, "lingerAbove must not be negative");
    require(readThreads >= 1, "readThreads must be at least 1");
    require(readsQueuedMax >= 1, "readsQueuedMax must be at least 1");
    require(scanRecordsMax >= 1, "scanRecordsMax must be at least 1");
    clientProperties = Map.copyOf(clientProperties);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Returns a copy with some values changed: {@code DEFAULT.with(c -> c.partitions = 64)}. */
  public KafkaConfig with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return edit.done();
  }

  /** Shows the names of client properties only: their values may be secrets. */
  @Override
  public String toString() {
    return "KafkaConfig[%s, %s x%d, replication %d, properties %s]"
        .formatted(
            bootstrapServers,
            topic,
            partitions,
            replication,
            new TreeMap<>(clientProperties).navigableKeySet());
  }

  /** A copy under change; the fields are those of {@link KafkaConfig}. For one thread. */
  public static final class Edit {
    public String bootstrapServers;
    public String topic;
    public String controlTopic;
    public String ephemeralTopic;
    public int partitions;
    public int replication;
    public long retentionMs;
    public String clientId;
    public Map<String, String> clientProperties;
    public long dedupeWindowMs;
    public long deliveryTimeoutMs;
    public long startTimeoutMs;
    public long readTimeoutMs;
    public int inFlightMax;
    public long inFlightBytesMax;
    public int lingerMs;
    public int lingerAbove;
    public int readThreads;
    public int readsQueuedMax;
    public int scanRecordsMax;

    private Edit(KafkaConfig from) {
      bootstrapServers = from.bootstrapServers;
      topic = from.topic;
      controlTopic = from.controlTopic;
      ephemeralTopic = from.ephemeralTopic;
      partitions = from.partitions;
      replication = from.replication;
      retentionMs = from.retentionMs;
      clientId = from.clientId;
      clientProperties = from.clientProperties;
      dedupeWindowMs = from.dedupeWindowMs;
      deliveryTimeoutMs = from.deliveryTimeoutMs;
      startTimeoutMs = from.startTimeoutMs;
      readTimeoutMs = from.readTimeoutMs;
      inFlightMax = from.inFlightMax;
      inFlightBytesMax = from.inFlightBytesMax;
      lingerMs = from.lingerMs;
      lingerAbove = from.lingerAbove;
      readThreads = from.readThreads;
      readsQueuedMax = from.readsQueuedMax;
      scanRecordsMax = from.scanRecordsMax;
    }

    /**
     * Sets all topics' names by that of the rooms' topic: what ends in {@code .rooms} has its
     * siblings {@code .control} and {@code .ephemeral}; to any other name these are appended.
     */
    public void topics(String rooms) {
      String stem = rooms.endsWith(".rooms") ? rooms.substring(0, rooms.length() - 6) : rooms;
      topic = rooms;
      controlTopic = stem + ".control";
      ephemeralTopic = stem + ".ephemeral";
    }

    private KafkaConfig done() {
      return new KafkaConfig(
          bootstrapServers,
          topic,
          controlTopic,
          ephemeralTopic,
          partitions,
          replication,
          retentionMs,
          clientId,
          clientProperties,
          dedupeWindowMs,
          deliveryTimeoutMs,
          startTimeoutMs,
          readTimeoutMs,
          inFlightMax,
          inFlightBytesMax,
          lingerMs,
          lingerAbove,
          readThreads,
          readsQueuedMax,
          scanRecordsMax);
    }
  }
}
