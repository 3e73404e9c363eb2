package heliograph.kafka;

import heliograph.domain.id.RoomName;
import heliograph.testkit.services.KafkaService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Topics of their own for each test class, and what an operator or time does to them. */
final class TestTopics {
  private TestTopics() {}

  static KafkaConfig config(KafkaService kafka, int partitions) {
    return config(kafka.bootstrapServers(), partitions);
  }

  static KafkaConfig config(String bootstrapServers, int partitions) {
    String id = UUID.randomUUID().toString().substring(0, 8);
    return KafkaConfig.DEFAULT.with(
        c -> {
          c.bootstrapServers = bootstrapServers;
          c.topic = "rooms-" + id;
          c.controlTopic = "control-" + id;
          c.ephemeralTopic = "ephemeral-" + id;
          c.partitions = partitions;
        });
  }

  static Admin admin(KafkaConfig config) {
    return Admin.create(Map.of("bootstrap.servers", config.bootstrapServers()));
  }

  static TopicPartition partitionOf(KafkaConfig config, RoomName room) {
    byte[] key = Bytes.utf8(room.value());
    return new TopicPartition(
        config.topic(),
        new Life(org.apache.kafka.common.Uuid.ZERO_UUID, config.partitions()).partitionOf(key));
  }

  /** Does what retention does: deletes all that the partition of a room holds. */
  static void expire(KafkaConfig config, RoomName room) throws Exception {
    TopicPartition partition = partitionOf(config, room);
    try (Admin admin = admin(config)) {
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end))).all().get();
    }
  }

  static void delete(KafkaConfig config) throws Exception {
    try (Admin admin = admin(config)) {
      admin.deleteTopics(List.of(config.topic())).all().get();
    }
  }
}
