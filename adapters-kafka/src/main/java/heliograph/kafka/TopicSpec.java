package heliograph.kafka;

import java.util.Map;
import java.util.Set;

/**
 * A topic as it must be.
 *
 * @param settings its configuration, in Kafka's names
 * @param checked those settings an existing topic must have, too
 * @param passing whether nothing is lost with what stands in it
 */
record TopicSpec(
    String name,
    int partitions,
    int replication,
    Map<String, String> settings,
    Set<String> checked,
    boolean passing) {

  /** Says what to do about an existing topic whose size or replication is not as wanted. */
  String remedy(int found) {
    return passing ? "delete it, and a node that starts makes it anew" : "set it to " + found;
  }

  boolean isChecked(String setting) {
    return checked.contains(setting);
  }

  static TopicSpec rooms(KafkaConfig config) {
    return new TopicSpec(
        config.topic(),
        config.partitions(),
        config.replication(),
        Map.of(
            "retention.ms",
            Long.toString(config.retentionMs()),
            "cleanup.policy",
            "delete",
            // What lies in the dedupe window is judged by one clock, the log's.
            "message.timestamp.type",
            "LogAppendTime"),
        Set.of("retention.ms", "cleanup.policy", "message.timestamp.type"),
        false);
  }

  /** Kept for a minute or so: nobody reads what is older than a moment. */
  static TopicSpec ephemeral(KafkaConfig config) {
    return new TopicSpec(
        config.ephemeralTopic(),
        config.partitions(),
        config.replication(),
        Map.of(
            "retention.ms",
            "60000",
            "segment.ms",
            "60000",
            "segment.bytes",
            Integer.toString(16 << 20),
            "cleanup.policy",
            "delete"),
        Set.of("cleanup.policy"),
        true);
  }

  /**
   * One partition, because all nodes see controls in one order. Compacted, so that the last word on
   * each session and user stays readable; deleted after a day, because sessions come and go without
   * end.
   */
  static TopicSpec control(KafkaConfig config) {
    return new TopicSpec(
        config.controlTopic(),
        1,
        config.replication(),
        Map.of(
            "cleanup.policy",
            "compact,delete",
            "retention.ms",
            "86400000",
            // A node that was slow for a minute misses nothing.
            "min.compaction.lag.ms",
            "60000"),
        Set.of(),
        true);
  }
}
