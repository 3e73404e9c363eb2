package heliograph.memory;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.testkit.simulation.PlantedFault;
import heliograph.testkit.simulation.Report;
import heliograph.testkit.simulation.Scenario;
import heliograph.testkit.simulation.SimPorts;
import heliograph.testkit.simulation.Simulation;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The hub on the memory adapters, in virtual time, with clients and failures by a seed. {@code
 * -Dsim.seed=N} plays that seed only; long random runs are {@code Simulate}'s.
 */
final class ClusterSimulationTest {
  private static final int SEEDS = 150;

  /** Seeds within which a planted fault must have been met. */
  private static final int SEEDS_TO_FIND = 400;

  private static final SimPorts.Factory PORTS = new MemorySimPorts.Maker();

  private static LongStream seeds(int count) {
    Long only = Long.getLong("sim.seed");
    return only == null ? LongStream.rangeClosed(1, count) : LongStream.of(only);
  }

  private static void play(int nodes) {
    System.out.println("seeds 1 to " + SEEDS + ", nodes " + nodes + "; again: -Dsim.seed=N");
    seeds(SEEDS)
        .forEach(
            seed -> {
              Report report = Simulation.run(Scenario.of(seed, nodes), PORTS);
              assertThat(report.isGood()).as("seed " + seed + ": " + report).isTrue();
            });
  }

  @Test
  void everyInvariantHoldsOnOneNode() {
    play(1);
  }

  @Test
  void sameSeedIsTheSameRun() {
    Report first = Simulation.run(Scenario.of(7, 1), PORTS);
    Report second = Simulation.run(Scenario.of(7, 1), PORTS);

    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(first.delivered()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(value = PlantedFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedFaultIsReportedAsTheInvariantItBreaks(PlantedFault fault) {
    assertThat(
            LongStream.rangeClosed(1, SEEDS_TO_FIND)
                .mapToObj(seed -> Simulation.run(Scenario.of(seed, 1), PORTS, fault, null))
                .anyMatch(report -> report.violated() == fault.breaks()))
        .isTrue();
  }
}
