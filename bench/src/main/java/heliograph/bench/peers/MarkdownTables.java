package heliograph.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Results as tables, one for each kind of workload. */
final class MarkdownTables {
  private MarkdownTables() {}

  static String of(Results results) {
    StringBuilder out = new StringBuilder();
    for (Workload.Kind kind : Workload.Kind.values()) {
      List<Results.Row> rows = results.rows(kind);
      if (!rows.isEmpty()) {
        out.append(heading(kind)).append("\n\n").append(table(results, rows)).append('\n');
      }
    }
    return out.toString();
  }

  private static String heading(Workload.Kind kind) {
    return switch (kind) {
      case ROOMS -> "### One node";
      case CLUSTER -> "### Two nodes";
      case IDLE -> "### Idle connections";
      case SCALING -> "### Rooms of growing size";
    };
  }

  private static String table(Results results, List<Results.Row> rows) {
    List<Metric> metrics =
        Arrays.stream(Metric.values())
            .filter(m -> rows.stream().anyMatch(row -> !results.values(row, m).isEmpty()))
            .toList();
    StringBuilder out = new StringBuilder("| workload | server |");
    metrics.forEach(metric -> out.append(' ').append(metric.title).append(" |"));
    out.append("\n| --- | --- |").append(" ---: |".repeat(metrics.size())).append('\n');
    Workload last = null;
    for (Results.Row row : rows) {
      String title = row.workload().equals(last) ? "" : row.workload().title();
      last = row.workload();
      out.append("| ").append(title).append(" | ").append(row.peer()).append(" |");
      String failure = results.failure(row);
      if (results.values(row, metrics.isEmpty() ? Metric.CPU : metrics.getFirst()).isEmpty()) {
        out.append(' ').append(failure.replace('|', '/')).append(" |\n");
        continue;
      }
      out.append(
          metrics.stream()
              .map(metric -> " " + cell(results, row, metric) + " |")
              .collect(Collectors.joining()));
      out.append(failure.isEmpty() ? "" : " one run failed: " + failure + " |").append('\n');
    }
    return out.toString();
  }

  private static String cell(Results results, Results.Row row, Metric metric) {
    List<Double> values = results.values(row, metric);
    if (values.isEmpty()) {
      return "";
    }
    String median = metric.format(results.median(row, metric).orElseThrow());
    String low = metric.format(values.getFirst());
    String high = metric.format(values.getLast());
    return low.equals(high) ? median : median + " (" + low + "–" + high + ")";
  }
}
