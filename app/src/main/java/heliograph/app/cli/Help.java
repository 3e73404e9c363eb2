package heliograph.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help flag of every command. */
final class Help {
  private Help() {}

  /** Returns the command's spec with the flag. */
  static CommandSpec added(Object command) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    return spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
  }
}
