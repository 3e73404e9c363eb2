package heliograph.kafka;

import heliograph.domain.id.RoomName;
import heliograph.ports.RoomLog;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RoomLogContract;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** All in one partition, and appends always wait for others. */
@ExtendWith(RealServices.class)
class KafkaRoomLogOnePartitionContractIT extends RoomLogContract {
  private static KafkaConfig config;

  @BeforeAll
  static void useTopic(KafkaService kafka) {
    config = TestTopics.config(kafka, 1).with(c -> c.lingerAbove = 0);
  }

  @Override
  protected RoomLog open() {
    return new KafkaRoomLog(config, Telemetry.NONE);
  }

  @Override
  protected void expire(RoomName room) throws Exception {
    TestTopics.expire(config, room);
  }
}
