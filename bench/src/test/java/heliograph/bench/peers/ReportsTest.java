package heliograph.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportsTest {
  private final Workload workload = Workload.all().getFirst();
  private final Results.Row row = new Results.Row(workload, "ws");
  private final Results results = new Results();

  @Test
  void cellIsTheMedianWithTheSpread() {
    results.add(row, Map.of(Metric.CPU, 3.0));
    results.add(row, Map.of(Metric.CPU, 1.0));
    results.add(row, Map.of(Metric.CPU, 1.5));

    assertThat(MarkdownTables.of(results)).contains("| ws | 1.50 (1.00–3.00) |");
  }

  @Test
  void peerThatFailedIsARowThatSaysWhy() {
    results.add(row, Map.of(Metric.CPU, 3.0));
    results.fail(new Results.Row(workload, "NATS"), "ended 3 connections");

    assertThat(MarkdownTables.of(results)).contains("| NATS | ended 3 connections |");
  }

  @Test
  void chartHasABarForEachMeasuredServer() {
    results.add(row, Map.of(Metric.CPU, 3.0));
    results.fail(new Results.Row(workload, "NATS"), "ended 3 connections");

    assertThat(BarChart.of(results)).contains("3.00 ws").doesNotContain("NATS");
  }

  @Test
  void stampIsReadBackFromWhereItWasPut() {
    byte[] payload = new Payload(64).stamped(0x1234_5678_9abc_def0L);

    assertThat(payload).hasSize(64);
    assertThat(Payload.stamp(payload, 0)).isEqualTo(0x1234_5678_9abc_def0L);
  }
}
