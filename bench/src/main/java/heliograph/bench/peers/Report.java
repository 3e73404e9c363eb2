package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page of results: what was measured, on what, tables and a chart. */
final class Report {
  private static final String BEGIN = "<!-- peers: begin -->";
  private static final String END = "<!-- peers: end -->";

  private final Results results;
  private final String preface;

  Report(Results results, Catalog catalog, String command) throws IOException {
    this.results = results;
    StringBuilder text = new StringBuilder();
    text.append("`").append(command).append("` on ").append(Machine.describe()).append(".\n\n");
    for (Peer peer : catalog.all()) {
      text.append("- ").append(peer.name()).append(": ").append(peer.version()).append('\n');
    }
    catalog
        .missing()
        .forEach((name, why) -> text.append("- " + name + ": not measured, " + why + '\n'));
    this.preface = text.append('\n').toString();
  }

  /** Writes peers.md and peers.svg to a folder. */
  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("peers.md"), text());
    Files.writeString(folder.resolve("peers.svg"), BarChart.of(results));
  }

  /** Replaces the part of a page that holds results, and writes the chart beside it. */
  void writeInto(Path page) throws IOException {
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(page + " has no part for the results: " + BEGIN + " ... " + END);
    }
    Files.writeString(
        page,
        text.substring(0, begin + BEGIN.length()) + "\n\n" + text() + "\n" + text.substring(end));
    Files.writeString(page.resolveSibling("peers.svg"), BarChart.of(results));
  }

  private String text() {
    return String.join(
        "\n", List.of(preface + "![CPU per delivery](peers.svg)\n", MarkdownTables.of(results)));
  }
}
