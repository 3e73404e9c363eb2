package heliograph.app.cli;

import heliograph.app.config.Config;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node. */
@Command(name = "serve", description = "Run a node until it is told to stop.")
final class ServeCommand implements Callable<Integer> {
  private final Serving serving;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec;

  ServeCommand(Serving serving, Surroundings surroundings) {
    this.serving = serving;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Config config = ConfigOptions.read(spec.commandLine().getParseResult(), surroundings).config();
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
