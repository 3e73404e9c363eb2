package heliograph.app.cli;

import heliograph.app.config.Config;
import heliograph.app.config.Flags;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node. */
@Command(name = ServeCommand.NAME, description = "Run a node until it is told to stop.")
final class ServeCommand implements Callable<Integer> {
  static final String NAME = "serve";

  private final Serving serving;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  ServeCommand(Serving serving, Surroundings surroundings) {
    this.serving = serving;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    return serve(ConfigOptions.read(spec.commandLine().getParseResult(), surroundings).config());
  }

  /** Does so where the command line is this command's name only. */
  int callWithoutFlags() throws Exception {
    return serve(ConfigOptions.read(null, Flags.NONE, surroundings).config());
  }

  private int serve(Config config) throws Exception {
    LogSetup.apply(config.logging());
    if (config.auth().development()) {
      System.getLogger(ServeCommand.class.getName())
          .log(
              Level.WARNING,
              "DEVELOPMENT MODE: neither auth-secret nor auth-jwks is set, or dev-tokens is, so whoever"
                  + " reaches {0} gets a token for any user from POST /dev/token",
              config.listen().host());
    }
    return serving.serve(config);
  }
}
