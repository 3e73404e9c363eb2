package heliograph.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The headline as a drawing (SVG): CPU per delivery, a group of bars for each workload. */
final class BarChart {
  private static final int WIDTH = 860;
  private static final int LEFT = 300;
  private static final int BAR = 16;
  private static final int GAP = 14;
  private static final List<String> COLOURS =
      List.of("#0b6e4f", "#c0392b", "#2c6fbb", "#8e6bbf", "#8a8a8a", "#c98a1b");

  private final Results results;
  private final List<String> peers = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();
  private double most = 1;
  private int y = 40;

  private BarChart(Results results) {
    this.results = results;
  }

  static String of(Results results) {
    return new BarChart(results).draw();
  }

  private String draw() {
    List<Results.Row> rows = new ArrayList<>(results.rows(Workload.Kind.ROOMS));
    rows.addAll(results.rows(Workload.Kind.CLUSTER));
    for (Results.Row row : rows) {
      most = Math.max(most, results.median(row, Metric.CPU).orElse(0.0));
    }
    Workload last = null;
    for (Results.Row row : rows) {
      if (results.median(row, Metric.CPU).isPresent()) {
        if (!row.workload().equals(last)) {
          y += GAP;
          text(8, y + BAR - 4, "#222", row.workload().title());
          last = row.workload();
        }
        bar(row);
      }
    }
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" \
        font-size="12">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="8" y="24" font-size="15" fill="#222">Server CPU per delivered message, µs \
        (median; less is better)</text>
        %s</svg>
        """
        .formatted(WIDTH, y + GAP, out);
  }

  private void bar(Results.Row row) {
    if (!peers.contains(row.peer())) {
      peers.add(row.peer());
    }
    String colour = COLOURS.get(peers.indexOf(row.peer()) % COLOURS.size());
    double value = results.median(row, Metric.CPU).orElseThrow();
    int length = (int) Math.round(value / most * (WIDTH - LEFT - 190));
    out.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n"
            .formatted(LEFT, y, Math.max(1, length), BAR - 3, colour));
    text(
        LEFT + length + 6,
        y + BAR - 5,
        colour,
        String.format(Locale.ROOT, "%.2f", value) + " " + row.peer());
    y += BAR;
  }

  private void text(int x, int baseline, String colour, String text) {
    out.append(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
            .formatted(x, baseline, colour, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
