package heliograph.kafka;

import heliograph.domain.id.Epoch;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Utils;

/**
 * One life of the rooms' topic, in which positions mean something: a topic made anew has another
 * id, and another number of partitions puts rooms elsewhere.
 */
record Life(Uuid topicId, int partitions) {

  Epoch epoch() {
    return new Epoch(topicId + "." + partitions);
  }

  /** Returns where a room lives: what Kafka's default partitioner says for its name as the key. */
  int partitionOf(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
