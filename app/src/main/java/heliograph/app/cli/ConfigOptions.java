package heliograph.app.cli;

import heliograph.app.config.ConfigReader.Outcome;
import heliograph.app.config.Flags;
import heliograph.app.config.Key;
import heliograph.app.config.Keys;
import heliograph.app.config.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A flag for every key of the configuration, and {@code --config}. */
final class ConfigOptions {
  private static final String CONFIG = "--config";

  private ConfigOptions() {}

  /**
   * Returns the command's spec with the flags; unknown ones are left for the reader to report.
   *
   * @param synopsis of its own options
   */
  static CommandSpec added(Object command, String synopsis) {
    CommandSpec spec = Help.added(command);
    spec.usageMessage().customSynopsis(synopsis + " [--config=FILE] [FLAGS]");
    spec.usageMessage().sortOptions(false);
    spec.parser().unmatchedArgumentsAllowed(true);
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(String.class)
            .description("A YAML file with keys named as the flags below; also HELIOGRAPH_CONFIG.")
            .build());
    for (Keys.Section section : Keys.SECTIONS) {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder()
              .exclusive(false)
              .validate(false)
              .multiplicity("0..1")
              .heading("%n" + section.title() + ":%n");
      section.keys().forEach(key -> group.addArg(option(key)));
      if (section.keys().stream().anyMatch(key -> key.name().startsWith("kafka-"))) {
        group.addArg(kafkaProperty());
      }
      spec.addArgGroup(group.build());
    }
    return spec;
  }

  private static OptionSpec option(Key<?> key) {
    String by = key.defaultText() == null || key.defaultText().isEmpty() ? "" : key.defaultText();
    OptionSpec.Builder option =
        OptionSpec.builder(key.flag())
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(key.isSwitch() ? "BOOL" : key.type().equals("number") ? "N" : "VALUE")
            .description(escaped(key.doc() + (by.isEmpty() ? "" : " Default: " + by + ".")));
    return key.isSwitch()
        ? option.arity("0..1").fallbackValue("true").build()
        : option.arity("1").build();
  }

  private static OptionSpec kafkaProperty() {
    return OptionSpec.builder(Flags.KAFKA_PROPERTY)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel("NAME=VALUE")
        .description("A property of Kafka's clients; may be repeated.")
        .build();
  }

  /** Descriptions are format strings. */
  private static String escaped(String text) {
    return text.replace("%", "%%").replace("@|", "@ |");
  }

  /**
   * Reads the configuration that the command line asks for.
   *
   * @throws UsageFailure with every problem there is
   */
  static Outcome.Valid read(ParseResult parsed, Surroundings surroundings) throws UsageFailure {
    Map<String, List<String>> given = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      if (parsed.hasMatchedOption(key.flag())) {
        given.put(key.name(), parsed.matchedOptionValue(key.flag(), List.<String>of()));
      }
    }
    Flags flags =
        new Flags(
            given,
            parsed.matchedOptionValue(Flags.KAFKA_PROPERTY, List.<String>of()),
            parsed.unmatched());
    return read(parsed.matchedOptionValue(CONFIG, (String) null), flags, surroundings);
  }

  /**
   * Reads the configuration that flags and the environment ask for.
   *
   * @param file null if the command line names none
   * @throws UsageFailure with every problem there is
   */
  static Outcome.Valid read(String file, Flags flags, Surroundings surroundings)
      throws UsageFailure {
    return switch (surroundings.configReader().read(file, surroundings.environment(), flags)) {
      case Outcome.Valid valid -> valid;
      case Outcome.Invalid(List<Problem> problems) ->
          throw new UsageFailure(problems.stream().map(Problem::toString).toList());
    };
  }
}
