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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes on the memory adapters, in virtual time, with clients and failures by a seed. {@code
 * -Dsim.seed=N} plays that seed only; long random runs are {@code ./heliograph simulate}'s.
 */
final class ClusterSimulationTest {
  private static final int SEEDS = 120;

  /** Seeds within which a planted fault must have been met. */
  private static final int SEEDS_TO_FIND = 400;

  private static final SimPorts.Factory PORTS = new MemorySimPorts.Maker();

  private static LongStream seeds() {
    Long only = Long.getLong("sim.seed");
    return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyInvariantHolds(int nodes) {
    System.out.println("seeds 1 to " + SEEDS + ", nodes " + nodes + "; again: -Dsim.seed=N");
    seeds()
        .mapToObj(seed -> Simulation.run(Scenario.of(seed, nodes), PORTS))
        .forEach(report -> assertThat(report.isGood()).as(report.toString()).isTrue());
  }

  @Test
  void sameSeedIsTheSameRun() {
    Report first = Simulation.run(Scenario.of(7, 3), PORTS);
    Report second = Simulation.run(Scenario.of(7, 3), PORTS);

    assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(first.delivered()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = PlantedFault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "SAVE_UNFENCED"})
  void faultPlantedInOneNodeIsReportedAsTheInvariantItBreaks(PlantedFault fault) {
    assertThat(isFound(fault, 1)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = PlantedFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void faultPlantedInAClusterIsReportedAsTheInvariantItBreaks(PlantedFault fault) {
    assertThat(isFound(fault, 3)).isTrue();
  }

  private static boolean isFound(PlantedFault fault, int nodes) {
    return LongStream.rangeClosed(1, SEEDS_TO_FIND)
        .mapToObj(seed -> Simulation.run(Scenario.of(seed, nodes), PORTS, fault, null))
        .anyMatch(report -> report.violated() == fault.breaks());
  }
}
