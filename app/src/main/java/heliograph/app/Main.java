package heliograph.app;

import heliograph.app.cli.CommandLineApp;
import heliograph.app.cli.Serving;
import heliograph.app.node.NodeServing;
import java.util.Map;

/** Where the program begins: the command line, and the node it starts. */
public final class Main {
  private final Serving serving;

  public Main(Serving serving) {
    this.serving = serving;
  }

  /** Runs one command and returns the exit code. */
  public int run(Map<String, String> environment, String... args) {
    return CommandLineApp.onTerminal(serving, environment).run(args);
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new Main(new NodeServing()).run(System.getenv(), args));
  }
}
