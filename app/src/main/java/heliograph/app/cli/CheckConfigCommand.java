package heliograph.app.cli;

import heliograph.app.config.Effective;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a node would run with. */
@Command(
    name = "check-config",
    description = "Show every value in effect and where it comes from, or all that is wrong.")
final class CheckConfigCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  CheckConfigCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws UsageFailure {
    Effective effective =
        ConfigOptions.read(spec.commandLine().getParseResult(), surroundings).effective();
    effective.lines().forEach(surroundings.out()::println);
    return 0;
  }
}
