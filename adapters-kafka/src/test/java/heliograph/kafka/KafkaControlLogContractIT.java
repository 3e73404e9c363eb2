package heliograph.kafka;

import heliograph.ports.ControlLog;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.ControlLogContract;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealServices.class)
class KafkaControlLogContractIT extends ControlLogContract {
  private static KafkaConfig config;

  @BeforeAll
  static void useTopic(KafkaService kafka) {
    config = TestTopics.config(kafka, 1);
  }

  @Override
  protected ControlLog open() {
    return new KafkaControlLog(config, Telemetry.NONE);
  }
}
