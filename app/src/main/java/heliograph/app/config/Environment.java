package heliograph.app.config;

import heliograph.app.config.Values.Place;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reads {@code HELIOGRAPH_…} from the environment; an empty value is as good as none. */
final class Environment {
  static final String PREFIX = "HELIOGRAPH_";

  /** Names the file. */
  static final String CONFIG = PREFIX + "CONFIG";

  /** Of the launcher, of the command line and of tests; not of a node. */
  private static final Set<String> OTHERS =
      Set.of(CONFIG, PREFIX + "DEBUG", PREFIX + "JAVA_OPTS", PREFIX + "TOKEN", PREFIX + "URL");

  private static final String TEST_PREFIX = PREFIX + "TEST_";
  private static final String KAFKA_PREFIX = PREFIX + "KAFKA_";

  /** What Kubernetes sets for a service of our name; it would otherwise look like a bad port. */
  private static final String SERVICE_LINK =
      PREFIX + "(SERVICE_(HOST|PORT).*|(\\w+_)?PORT_[0-9]+_(TCP|UDP).*)";

  private Environment() {}

  static void read(Map<String, String> environment, Values values) {
    for (Map.Entry<String, String> e : new TreeMap<>(environment).entrySet()) {
      String name = e.getKey();
      if (name.startsWith(PREFIX) && !OTHERS.contains(name) && !name.startsWith(TEST_PREFIX)) {
        read(name, e.getValue(), values);
      }
    }
  }

  private static void read(String name, String value, Values values) {
    Place place = new Place(name, "environment", "environment " + name);
    String keyName = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    if (name.matches(SERVICE_LINK) || value.startsWith("tcp://")) {
      values.problem(
          new Problem(
              name,
              place.where(),
              "this looks like a Kubernetes service link: set enableServiceLinks: false in the pod"));
    } else if (name.startsWith(KAFKA_PREFIX) && isKafkaProperty(keyName)) {
      values.giveKafkaProperty(
          name.substring(KAFKA_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.'),
          value,
          place);
    } else {
      UnaryOperator<String> spelling =
          near -> PREFIX + near.toUpperCase(Locale.ROOT).replace('-', '_');
      values.give(keyName, value, place, spelling);
    }
  }

  /** Whether it is for Kafka's clients: no key of ours, and not so near to one as to be a typo. */
  private static boolean isKafkaProperty(String keyName) {
    Stream<String> ours = Keys.names().filter(n -> n.startsWith("kafka-"));
    return ours.noneMatch(n -> Nearest.distance(n, keyName) <= 2);
  }
}
