package heliograph.app.config;

import java.util.List;

/** The values in effect and where each came from, fit to be shown: without secrets. Immutable. */
public record Effective(List<Row> rows) {
  /**
   * One value.
   *
   * @param value as a person would write it; empty for none, stars for a secret
   * @param source {@code default}, {@code flag --port}, {@code environment HELIOGRAPH_PORT}, or the
   *     file and line
   */
  public record Row(String name, String value, String source) {}

  public Effective {
    rows = List.copyOf(rows);
  }

  /** Returns a table: name, value and source in columns, one line a key. */
  public List<String> lines() {
    int name = rows.stream().mapToInt(r -> r.name().length()).max().orElse(0);
    int value = rows.stream().mapToInt(r -> r.value().length()).max().orElse(0);
    String format = "%-" + Math.max(1, name) + "s  %-" + Math.clamp(value, 1, 40) + "s  %s";
    return rows.stream().map(r -> format.formatted(r.name(), r.value(), r.source())).toList();
  }
}
