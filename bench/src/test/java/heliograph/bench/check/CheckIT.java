package heliograph.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.cluster.Plan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The checker on a small cluster of real processes, of which one is killed under load. */
@DisabledOnOs(OS.WINDOWS)
class CheckIT {
  @Test
  void nothingIsLostOrDoubledWhenANodeIsKilledUnderLoad() throws Exception {
    CheckPlan plan =
        new CheckPlan(
            List.of(),
            2,
            16,
            2,
            4,
            2,
            1_000,
            100,
            100,
            CheckPlan.Acks.MIXED,
            List.of(Fault.LOSE),
            0,
            0,
            4711);
    Plan cluster =
        Plan.of(2)
            .withJvmOptions(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"))
            .withSettings(Map.of("KAFKA_PARTITIONS", "4"));

    Outcome outcome = new CheckRun(plan, line -> {}).run(cluster);

    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.faults()).isEmpty();
    assertThat(outcome.counts())
        .hasEntrySatisfying("answered", n -> assertThat(n).isGreaterThan(900))
        .hasEntrySatisfying("delivered", n -> assertThat(n).isGreaterThan(7_000))
        .hasEntrySatisfying("resumes", n -> assertThat(n).isGreaterThanOrEqualTo(9));
    assertThat(outcome.timeline()).hasSize(1);
  }
}
