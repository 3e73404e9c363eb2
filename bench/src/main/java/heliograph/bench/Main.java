package heliograph.bench;

import heliograph.bench.cluster.Latency;
import heliograph.bench.cluster.Resume;
import heliograph.bench.hostile.Hostile;
import heliograph.bench.kafka.BareKafka;
import heliograph.bench.peers.Peers;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The measuring programs' command line. */
@Command(
    name = "heliograph bench",
    description = "Measures a node of its own, started for it on free loopback ports.",
    footer = "  jmh      The hot pieces one by one, with allocation per operation; JMH's options.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Idle.class,
      Fanout.class,
      Latency.class,
      Resume.class,
      Hostile.class,
      BareKafka.class,
      Peers.class
    })
public final class Main {
  private Main() {}

  /**
   * Runs one program; its exit code says whether it could measure, not whether the figure is good.
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }
}
