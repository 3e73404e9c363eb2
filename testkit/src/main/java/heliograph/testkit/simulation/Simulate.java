package heliograph.testkit.simulation;

import java.util.ServiceLoader;

/**
 * Plays one random scenario after another. Prints the seeds first, progress now and then, and on
 * the first violation its scenario and the command that plays it again. The exit code is 0 if all
 * held, 1 after a violation, 2 for wrong arguments. The adapters are those a {@link
 * SimPorts.Factory} on the class path provides.
 */
public final class Simulate {
  private static final long PROGRESS_NS = 10_000_000_000L;

  private static final String USAGE =
      """
      Plays random scenarios: nodes, clients and failures by a seed, in virtual time.

        --seeds N    how many, one seed each (default 10000)
        --from SEED  the first seed (default: any)
        --nodes N    nodes of the cluster (default 3)
        --trace      print all that happens""";

  private long seeds = 10_000;
  private long from = System.nanoTime() >>> 20;
  private int nodes = 3;
  private boolean trace;

  private Simulate() {}

  /** Plays; see the class. */
  public static void main(String[] args) {
    Simulate simulate = new Simulate();
    for (String arg : args) {
      if (arg.equals("--help") || arg.equals("-h")) {
        System.out.println(USAGE);
        return;
      }
    }
    try {
      simulate.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
    }
    SimPorts.Factory ports =
        ServiceLoader.load(SimPorts.Factory.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no adapters on the class path"));
    System.exit(simulate.play(ports) ? 0 : 1);
  }

  private void parse(String[] args) {
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--seeds" -> seeds = number(args, i++, 1, Long.MAX_VALUE);
        case "--from" -> from = number(args, i++, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--nodes" -> nodes = (int) number(args, i++, 1, 100);
        case "--trace" -> trace = true;
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
  }

  private static long number(String[] args, int option, long min, long max) {
    try {
      long number = Long.parseLong(args[option + 1]);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException notANumber) {
      // Said below.
    }
    throw new IllegalArgumentException(
        args[option] + " needs a whole number of at least " + min + ", at most " + max);
  }

  private boolean play(SimPorts.Factory ports) {
    long startedNs = System.nanoTime();
    long saidNs = startedNs;
    long delivered = 0;
    System.out.println("seeds " + from + " to " + (from + seeds - 1) + ", nodes " + nodes);
    for (long i = 0; i < seeds; i++) {
      Report report =
          Simulation.run(
              Scenario.of(from + i, nodes),
              ports,
              PlantedFault.NONE,
              trace ? System.out::println : null);
      delivered += report.delivered();
      if (!report.isGood()) {
        System.out.println(report);
        return false;
      }
      if (System.nanoTime() - saidNs > PROGRESS_NS || i + 1 == seeds) {
        saidNs = System.nanoTime();
        double seconds = (saidNs - startedNs) / 1e9;
        System.out.printf(
            "%d seeds good, %.0f a second, %d deliveries%n", i + 1, (i + 1) / seconds, delivered);
      }
    }
    return true;
  }
}
