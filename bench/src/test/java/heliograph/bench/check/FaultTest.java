package heliograph.bench.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void aListNamesFaultsInTheirOrder() {
    assertThat(Fault.parse("kill, kafka-kill,rolling"))
        .containsExactly(Fault.KILL, Fault.KAFKA_KILL, Fault.ROLLING);
    assertThat(Fault.parse("none")).isEmpty();
    assertThat(Fault.parse("")).isEmpty();
  }

  @Test
  void aNameThatIsNoneIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Fault.parse("kill,fire"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no such fault: fire; there are kill, lose, pause");
  }
}
