package heliograph.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Figures of all runs so far, and why others are not there. */
final class Results {
  /** A row of a table. */
  record Row(Workload workload, String peer) {}

  private final Map<Row, List<Map<Metric, Double>>> runs = new LinkedHashMap<>();
  private final Map<Row, String> failures = new LinkedHashMap<>();

  void add(Row row, Map<Metric, Double> figures) {
    runs.computeIfAbsent(row, r -> new ArrayList<>()).add(figures);
  }

  void fail(Row row, String why) {
    failures.put(row, why);
  }

  /** Returns the rows of a kind of workload, measured or not, in the workloads' order. */
  List<Row> rows(Workload.Kind kind) {
    List<Row> rows = new ArrayList<>(runs.keySet());
    failures.keySet().stream().filter(row -> !rows.contains(row)).forEach(rows::add);
    List<Workload> order = rows.stream().map(Row::workload).distinct().toList();
    return order.stream()
        .filter(workload -> workload.kind() == kind)
        .flatMap(workload -> rows.stream().filter(row -> row.workload().equals(workload)))
        .toList();
  }

  /** Returns why a row, or one of its runs, has no figures; empty if all is well. */
  String failure(Row row) {
    return failures.getOrDefault(row, "");
  }

  /** Returns a figure's values, lowest first; empty if there are none. */
  List<Double> values(Row row, Metric metric) {
    return runs.getOrDefault(row, List.of()).stream()
        .map(figures -> figures.get(metric))
        .filter(value -> value != null)
        .sorted()
        .toList();
  }

  /** Returns a figure's median. */
  Optional<Double> median(Row row, Metric metric) {
    List<Double> values = values(row, metric);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    int half = values.size() / 2;
    return Optional.of(
        values.size() % 2 == 1 ? values.get(half) : (values.get(half - 1) + values.get(half)) / 2);
  }
}
