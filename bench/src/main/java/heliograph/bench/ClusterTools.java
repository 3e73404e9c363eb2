package heliograph.bench;

import heliograph.bench.check.Check;
import heliograph.bench.cluster.DevCluster;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line of what runs a whole cluster: {@code ./heliograph dev-cluster} and {@code
 * check}.
 */
@Command(
    name = "heliograph",
    mixinStandardHelpOptions = true,
    subcommands = {DevCluster.class, Check.class})
public final class ClusterTools {
  private ClusterTools() {}

  /** Runs one command; 0 is well done, 1 a failure, 2 wrong usage. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new ClusterTools());
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler(
        (e, given) -> {
          System.err.println("heliograph: " + e.getMessage());
          System.err.println(
              "Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
          return CommandLine.ExitCode.USAGE;
        });
    System.exit(line.execute(args));
  }
}
