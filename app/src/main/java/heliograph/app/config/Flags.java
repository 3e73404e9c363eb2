package heliograph.app.config;

import heliograph.app.config.Values.Place;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What the command line says, already taken apart.
 *
 * @param given the values of each flag by the key's name; more than one where it was repeated
 * @param kafkaProperties {@code name=value} each
 * @param strays arguments that nobody knows
 */
public record Flags(
    Map<String, List<String>> given, List<String> kafkaProperties, List<String> strays) {
  /** The flag that sets a property of Kafka's clients. */
  public static final String KAFKA_PROPERTY = "--kafka-property";

  /** No flags at all. */
  public static final Flags NONE = new Flags(Map.of(), List.of(), List.of());

  private static final String FLAG = "flag";

  public Flags {
    given = Map.copyOf(given);
    kafkaProperties = List.copyOf(kafkaProperties);
    strays = List.copyOf(strays);
  }

  void read(Values values) {
    for (Key<?> key : Keys.ALL) {
      List<String> texts = given.getOrDefault(key.name(), List.of());
      if (texts.size() == 1) {
        values.give(key.name(), texts.getFirst(), place(key.flag()), UnaryOperator.identity());
      } else if (!texts.isEmpty()) {
        List<String> items = texts.stream().flatMap(t -> key.kind().split(t).stream()).toList();
        values.giveItems(key.name(), items, place(key.flag()), UnaryOperator.identity());
      }
    }
    for (String property : kafkaProperties) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        values.problem(new Problem(KAFKA_PROPERTY, FLAG, "name=value is needed"));
      } else {
        values.giveKafkaProperty(
            property.substring(0, equals), property.substring(equals + 1), place(KAFKA_PROPERTY));
      }
    }
    readStrays(values);
  }

  /** An unknown flag is reported with the nearest known one, and its value passed over. */
  private void readStrays(Values values) {
    boolean afterFlag = false;
    for (String stray : strays) {
      boolean isFlag = stray.startsWith("-") && stray.length() > 1;
      if (isFlag) {
        String flag = stray.split("=", 2)[0];
        String hint =
            Nearest.to(flag.replaceFirst("^-+", ""), Keys.names())
                .map(near -> "no such flag; did you mean --" + near + "?")
                .orElse("no such flag");
        values.problem(new Problem(flag, FLAG, hint));
      } else if (!afterFlag) {
        values.problem(new Problem(stray, "argument", "nothing is expected here"));
      }
      afterFlag = isFlag && !stray.contains("=");
    }
  }

  private static Place place(String flag) {
    return new Place(flag, FLAG, "flag " + flag);
  }
}
