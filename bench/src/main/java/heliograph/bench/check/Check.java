package heliograph.bench.check;

import heliograph.bench.cluster.Plan;
import heliograph.bench.cluster.StartFailed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The checker's command line; exits with 1 on a violation. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Runs clients and publishers against a cluster of real processes under faults, and judges"
          + " what each client saw: every answered publish once to every member, in one order.",
      "Exits with 1 on a violation, and writes the histories to a file."
    })
public final class Check implements Callable<Integer> {
  @Option(names = "--nodes", defaultValue = "3")
  private int nodes;

  @Option(
      names = "--at",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Nodes that run already, in development mode; they get no faults.")
  private List<String> at = new ArrayList<>();

  @Option(names = "--clients", defaultValue = "50")
  private int clients;

  @Option(names = "--publishers", defaultValue = "4")
  private int publishers;

  @Option(names = "--rooms", defaultValue = "4")
  private int rooms;

  @Option(names = "--rooms-per-client", defaultValue = "2")
  private int roomsPerClient;

  @Option(names = "--messages", defaultValue = "10000", description = "At least so many.")
  private int messages;

  @Option(names = "--rate", defaultValue = "200", description = "Messages a second, over all.")
  private int rate;

  @Option(names = "--bytes", defaultValue = "100", description = "Of a message's data.")
  private int bytes;

  @Option(
      names = "--acks",
      defaultValue = "MIXED",
      description = "How clients join: ${COMPLETION-CANDIDATES}.")
  private CheckPlan.Acks acks;

  @Option(
      names = "--faults",
      defaultValue = "kill,kill",
      description =
          "In this order, spread over the run: kill, lose (for good), pause, restart, rolling (all in"
              + " turn), kafka-restart, kafka-kill, redis-restart, redis-kill; or none.")
  private String faults;

  @Option(names = "--pause-ms", defaultValue = "12000", description = "The lease is 10,000.")
  private int pauseMs;

  @Option(
      names = "--down-ms",
      defaultValue = "2000",
      description = "How long a killed one is away.")
  private int downMs;

  @Option(names = "--heartbeat-ms", defaultValue = "2000", description = "Of the nodes started.")
  private int heartbeatMs;

  @Option(names = "--drain-ms", defaultValue = "5000", description = "Of the nodes started.")
  private int drainMs;

  @Option(names = "--seed", description = "Of faults and backoffs; a random one if not given.")
  private Long seed;

  @Option(
      names = "--out",
      defaultValue = "heliograph-check.txt",
      description = "Where histories are written to on a violation.")
  private Path out;

  @Option(names = "--verbose", description = "Show what the nodes log.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try {
      Outcome outcome =
          new CheckRun(plan(), line -> System.out.println("check: " + line)).run(clusterPlan());
      outcome.lines().forEach(System.out::println);
      if (!outcome.isClean()) {
        Histories.write(out, outcome);
        System.out.println("histories: " + out.toAbsolutePath());
      }
      return outcome.isClean() ? 0 : 1;
    } catch (StartFailed | IOException e) {
      System.err.println("heliograph: " + e.getMessage());
      return 1;
    }
  }

  private CheckPlan plan() {
    try {
      CheckPlan plan =
          new CheckPlan(
              at.stream().map(Check::address).toList(),
              nodes,
              clients,
              publishers,
              rooms,
              roomsPerClient,
              messages,
              rate,
              bytes,
              acks,
              at.isEmpty() ? Fault.parse(faults) : List.of(),
              pauseMs,
              downMs,
              seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed);
      plan.check();
      return plan;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("not HOST:PORT: " + text);
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private Plan clusterPlan() {
    return Plan.of(nodes)
        .withJvmOptions(List.of("-Xmx1g"))
        .withSettings(
            Map.of(
                "HEARTBEAT_MS", Integer.toString(heartbeatMs),
                "DRAIN_MS", Integer.toString(drainMs)))
        .withLog(
            (id, line) -> {
              if (verbose) {
                System.out.println(id + " | " + line);
              }
            });
  }
}
