package heliograph.bench.peers;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command: Heliograph and its peers in turn, and one page of results. */
@Command(
    name = "peers",
    description = {
      "Heliograph, npm ws, Socket.IO, NATS and a bare C++ server under the same load, in turn.",
      "Installs the peers into bench/target/peers; writes peers.md and peers.svg there."
    },
    mixinStandardHelpOptions = true)
public final class Peers implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workloads",
      split = ",",
      description = "Those named, or whose names begin so: ${COMPLETION-CANDIDATES}. Default: all.",
      completionCandidates = WorkloadNames.class)
  private List<String> workloads = List.of("");

  @Option(
      names = "--peers",
      split = ",",
      description = "Those whose names hold one of these, such as heliograph,ws. Default: all.")
  private List<String> peers = List.of("");

  @Option(names = "--runs", description = "Of each, in alternation. Default: 3; 1 if quick.")
  private Integer runs;

  @Option(names = "--seconds", description = "Measured in each run. Default: 15; 5 if quick.")
  private Double seconds;

  @Option(
      names = "--warm-up",
      description = "Seconds of load before it is measured. Default: 10 or more; 6 if quick.")
  private Double warmUp;

  @Option(names = "--quick", description = "The whole table in a quarter of an hour, less exactly.")
  private boolean quick;

  @Option(
      names = "--jvm",
      description = "A further option for Heliograph's JVM, such as a flight recording's.")
  private List<String> jvmOptions = List.of();

  @Option(names = "--docs", description = "Put the results into docs/performance.md, too.")
  private boolean docs;

  /** For the command line's parser. */
  public Peers() {}

  @Override
  public Integer call() throws Exception {
    for (String given : workloads) {
      if (Workload.all().stream().noneMatch(workload -> workload.id().startsWith(given))) {
        throw new ParameterException(
            spec.commandLine(),
            "no workload is called "
                + given
                + "; they are "
                + String.join(", ", new WorkloadNames()));
      }
    }
    Path bench = benchFolder();
    Path folder = bench.resolve("target").resolve("peers");
    Catalog catalog = new Catalog(bench.resolve("peers"), folder, jvmOptions);
    catalog.missing().forEach((name, why) -> System.err.println(name + ": not here: " + why));
    Results results = new Results();
    Report report = new Report(results, catalog, commandLine());
    Measure measure = new Measure(pace());
    int times = runs != null ? runs : quick ? 1 : 3;
    for (int run = 1; run <= times; run++) {
      for (Workload workload : Workload.all()) {
        if (isWanted(workload)) {
          for (Peer peer : catalog.peers(workload)) {
            if (peers.stream().anyMatch(name -> holds(peer.name(), name))) {
              System.err.printf("run %d, %s, %s%n", run, workload.title(), peer.name());
              measure(measure, peer, workload, results);
              report.writeTo(folder);
            }
          }
        }
      }
    }
    if (docs) {
      report.writeInto(bench.resolveSibling("docs").resolve("performance.md"));
    }
    System.out.println(MarkdownTables.of(results));
    System.out.println("written to " + folder.resolve("peers.md"));
    return 0;
  }

  /** A whole name means this one only, though others may begin with it. */
  private boolean isWanted(Workload workload) {
    Set<String> names = Workload.all().stream().map(Workload::id).collect(Collectors.toSet());
    return workloads.stream()
        .anyMatch(
            given ->
                names.contains(given)
                    ? given.equals(workload.id())
                    : workload.id().startsWith(given));
  }

  /** A peer that fails is a row that says so. */
  private static void measure(Measure measure, Peer peer, Workload workload, Results results)
      throws InterruptedException {
    try {
      for (Map.Entry<String, Map<Metric, Double>> row : measure.run(peer, workload).entrySet()) {
        String name = peer.name() + (row.getKey().isEmpty() ? "" : ", " + row.getKey());
        results.add(new Results.Row(workload, name), row.getValue());
        System.err.println("  " + line(row.getValue()));
      }
    } catch (IOException | RuntimeException e) {
      // In one line, as it goes into a table; what a server has printed is several.
      String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
      results.fail(new Results.Row(workload, peer.name()), why);
      System.err.println("  failed: " + e.getMessage());
    }
  }

  private static String line(Map<Metric, Double> figures) {
    StringBuilder line = new StringBuilder();
    figures.forEach(
        (metric, value) ->
            line.append(line.isEmpty() ? "" : "; ")
                .append(metric.title)
                .append(' ')
                .append(metric.format(value)));
    return line.toString();
  }

  private static boolean holds(String name, String part) {
    return name.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private Pace pace() {
    Pace pace = seconds == null && quick ? Pace.quick() : Pace.of(seconds == null ? 15 : seconds);
    return warmUp == null ? pace : pace.withWarmUp(warmUp);
  }

  private String commandLine() {
    return "./heliograph bench peers"
        + (quick ? " --quick" : "")
        + (workloads.equals(List.of("")) ? "" : " --workloads " + String.join(",", workloads))
        + (peers.equals(List.of("")) ? "" : " --peers " + String.join(",", peers))
        + (runs == null ? "" : " --runs " + runs)
        + (seconds == null ? "" : " --seconds " + seconds)
        + (warmUp == null ? "" : " --warm-up " + warmUp);
  }

  /** The folder of this module in the checkout that this runs from. */
  private static Path benchFolder() throws URISyntaxException {
    Path jar = Path.of(Peers.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (Path folder = jar.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("bench/peers/package.json"))) {
        return folder.resolve("bench");
      }
    }
    throw new IllegalStateException("run this from a checkout: bench/peers is not above " + jar);
  }
}
