package heliograph.app.config;

import heliograph.app.config.ConfigReader.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Puts sources together and reads them. For one thread. */
final class ConfigFixture {
  static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, List<String>> flags = new HashMap<>();
  private final List<String> kafkaProperties = new ArrayList<>();
  private final List<String> strays = new ArrayList<>();
  private String file;

  ConfigFixture env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ConfigFixture flag(String name, String... values) {
    flags.put(name, List.of(values));
    return this;
  }

  ConfigFixture kafkaProperty(String property) {
    kafkaProperties.add(property);
    return this;
  }

  ConfigFixture strays(String... arguments) {
    strays.addAll(List.of(arguments));
    return this;
  }

  ConfigFixture file(String path) {
    file = path;
    return this;
  }

  Outcome read() {
    return new ConfigReader(new Random(1), "host.example")
        .read(file, environment, new Flags(flags, kafkaProperties, strays));
  }

  Config valid() {
    return outcome().config();
  }

  Effective effective() {
    return outcome().effective();
  }

  private Outcome.Valid outcome() {
    return switch (read()) {
      case Outcome.Valid valid -> valid;
      case Outcome.Invalid(List<Problem> problems) -> throw new AssertionError(problems);
    };
  }

  /** The problems, each as the person sees it. */
  List<String> problems() {
    return switch (read()) {
      case Outcome.Valid valid -> List.of();
      case Outcome.Invalid(List<Problem> problems) ->
          problems.stream().map(Problem::toString).toList();
    };
  }
}
