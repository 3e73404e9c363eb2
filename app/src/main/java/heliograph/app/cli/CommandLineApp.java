package heliograph.app.cli;

import heliograph.app.cli.chat.ChatCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: 0 is well done, 1 a failure at run time, 2 wrong usage or configuration. Errors
 * are one line each. For one thread.
 */
public final class CommandLineApp {
  @Command(
      name = "heliograph",
      description = "Rooms over WebSockets, each a durable, ordered log.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "In a checkout, ./heliograph also has:",
        "  dev-cluster   Kafka, Redis and three nodes on this machine.",
        "  check         The same under faults, and a verdict on what clients saw.",
        "  simulate      Random failures in virtual time, and the rules that must hold.",
        "  bench         Measuring programs.",
        "  test          All tests."
      },
      versionProvider = VersionCommand.Version.class)
  static final class Root {}

  private final Serving serving;
  private final Surroundings surroundings;

  public CommandLineApp(Serving serving, Surroundings surroundings) {
    this.serving = serving;
    this.surroundings = surroundings;
  }

  /** A command line on the process's own streams. */
  public static CommandLineApp onTerminal(Serving serving, Map<String, String> environment) {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new CommandLineApp(
        serving,
        new Surroundings(
            environment,
            System.in,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            terminal,
            InstantSource.system(),
            new SecureRandom()));
  }

  /** Runs one command and returns its exit code. */
  public int run(String... args) {
    return List.of(args).equals(List.of(ServeCommand.NAME)) ? serve() : parse(args);
  }

  /**
   * Serves without the parser, as there is nothing to parse: the start-up cache does not take its
   * classes, whose format is an old one, and loading them is a sixth of a start.
   */
  private int serve() {
    try {
      return new ServeCommand(serving, surroundings).callWithoutFlags();
    } catch (Exception e) {
      return failure(e);
    }
  }

  private int parse(String... args) {
    CommandLine line = new CommandLine(root(args));
    line.setOut(surroundings.out());
    line.setErr(surroundings.err());
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((e, a) -> usageError(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failure(e));
    line.setExecutionStrategy(
        parsed -> {
          if (!parsed.hasSubcommand() && parsed.matchedOptions().isEmpty()) {
            line.usage(surroundings.out());
            return CommandLine.ExitCode.OK;
          }
          return new CommandLine.RunLast().execute(parsed);
        });
    return line.execute(args);
  }

  /** Of many options each: the one that is asked for is made, and all only where none is. */
  private CommandSpec root(String... args) {
    CommandSpec root = CommandSpec.forAnnotatedObject(new Root());
    Map<String, Supplier<CommandSpec>> commands = commands();
    if (args.length > 0 && commands.containsKey(args[0])) {
      commands.keySet().retainAll(Set.of(args[0]));
    }
    commands.forEach((name, spec) -> root.addSubcommand(name, spec.get()));
    return root;
  }

  private Map<String, Supplier<CommandSpec>> commands() {
    Map<String, Supplier<CommandSpec>> commands = new LinkedHashMap<>();
    commands.put(
        ServeCommand.NAME,
        () -> ConfigOptions.added(new ServeCommand(serving, surroundings), "heliograph serve"));
    commands.put(
        "token",
        () ->
            ConfigOptions.added(
                new TokenCommand(surroundings),
                "heliograph token --sub=USER [--room=GRANT]... [--ttl=TIME]"));
    commands.put(
        "check-config",
        () -> ConfigOptions.added(new CheckConfigCommand(surroundings), "heliograph check-config"));
    commands.put("chat", () -> Help.added(new ChatCommand(surroundings)));
    commands.put("version", () -> Help.added(new VersionCommand(surroundings.out())));
    return commands;
  }

  private int usageError(ParameterException e) {
    PrintWriter err = surroundings.err();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("heliograph: " + firstLine(e.getMessage()) + suggestion(e));
    err.println("Try '" + name + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    List<String> near = unmatched.getSuggestions();
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  private int failure(Exception e) {
    if (e instanceof UsageFailure usage) {
      usage.lines().forEach(line -> surroundings.err().println("heliograph: " + line));
      return CommandLine.ExitCode.USAGE;
    }
    surroundings.err().println("heliograph: " + Failures.inOneLine(e));
    if (surroundings.debug()) {
      e.printStackTrace(surroundings.err());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String firstLine(String text) {
    return text == null ? "wrong usage" : text.lines().findFirst().orElse("wrong usage");
  }
}
