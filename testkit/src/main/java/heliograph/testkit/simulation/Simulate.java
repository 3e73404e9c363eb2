package heliograph.testkit.simulation;

import java.util.ServiceLoader;

/**
 * Plays one random scenario after another: {@code Simulate [--seeds N] [--from SEED] [--nodes N]
 * [--trace]}. Prints each seed's scenario before a violation and progress now and then; exit code 1
 * and the seed on the first violation. The adapters are those a {@link SimPorts.Factory} on the
 * class path provides.
 */
public final class Simulate {
  private static final int PROGRESS = 500;

  private Simulate() {}

  /** Plays; see the class. */
  public static void main(String[] args) {
    long seeds = 10_000;
    long from = System.nanoTime() >>> 20;
    int nodes = 1;
    boolean trace = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--seeds" -> seeds = Long.parseLong(args[++i]);
        case "--from" -> from = Long.parseLong(args[++i]);
        case "--nodes" -> nodes = Integer.parseInt(args[++i]);
        case "--trace" -> trace = true;
        default -> {
          System.err.println("unknown argument " + args[i]);
          System.exit(2);
        }
      }
    }
    SimPorts.Factory ports =
        ServiceLoader.load(SimPorts.Factory.class)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no adapters on the class path"));
    System.exit(play(from, seeds, nodes, trace, ports) ? 0 : 1);
  }

  private static boolean play(
      long from, long seeds, int nodes, boolean trace, SimPorts.Factory ports) {
    long startedNs = System.nanoTime();
    long delivered = 0;
    System.out.println("seeds " + from + " to " + (from + seeds - 1));
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
        System.out.println("again: --from " + (from + i) + " --seeds 1 --nodes " + nodes);
        return false;
      }
      if ((i + 1) % PROGRESS == 0) {
        double seconds = (System.nanoTime() - startedNs) / 1e9;
        System.out.printf(
            "%d seeds good, %.0f a second, %d deliveries%n", i + 1, (i + 1) / seconds, delivered);
      }
    }
    return true;
  }
}
