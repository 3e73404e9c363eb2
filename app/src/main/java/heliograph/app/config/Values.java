package heliograph.app.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The values as they are gathered, the weakest source first, and the problems met on the way. For
 * one thread.
 */
final class Values {
  /**
   * Where a value stands.
   *
   * @param name the key as it is written there; null where nobody wrote it
   * @param where for a problem: {@code environment}
   * @param source for the list of effective values: {@code environment HELIOGRAPH_PORT}
   */
  record Place(String name, String where, String source) {}

  /** A value in effect; of a type that fits its key. */
  private record Entry(Object value, Place place) {}

  private static final Place DEFAULT = new Place(null, null, "default");

  private final Map<Key<?>, Entry> entries = new HashMap<>();
  private final SortedMap<String, Entry> kafkaProperties = new TreeMap<>();
  private final Set<Key<?>> failed = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  Values() {
    for (Key<?> key : Keys.ALL) {
      if (key.defaultText() != null) {
        entries.put(key, new Entry(parsedDefault(key), DEFAULT));
      }
    }
  }

  private static Object parsedDefault(Key<?> key) {
    try {
      return key.kind().parser().parse(key.kind().split(key.defaultText()));
    } catch (BadValue e) {
      throw new IllegalStateException("the default of " + key, e);
    }
  }

  /** Takes one text, which a key of lists splits. An empty one is as good as none. */
  void give(String keyName, String text, Place place, UnaryOperator<String> spelling) {
    Keys.named(keyName)
        .ifPresentOrElse(
            key -> {
              if (!text.isBlank()) {
                give(key, key.kind().split(text), place);
              }
            },
            () -> unknown(keyName, place, spelling));
  }

  /** Takes the items of a list. */
  void giveItems(String keyName, List<String> items, Place place, UnaryOperator<String> spelling) {
    Keys.named(keyName)
        .ifPresentOrElse(
            key -> {
              if (key.kind().isList() || items.size() == 1) {
                give(key, items, place);
              } else {
                fail(key, place, "one value is needed, not " + items.size());
              }
            },
            () -> unknown(keyName, place, spelling));
  }

  private void give(Key<?> key, List<String> items, Place place) {
    try {
      entries.put(key, new Entry(key.kind().parser().parse(items), place));
    } catch (BadValue e) {
      fail(key, place, e.getMessage());
    } catch (IllegalArgumentException | ArithmeticException e) {
      String value = key.isSecret() ? "this" : '"' + String.join(",", items) + '"';
      fail(key, place, value + " is not " + key.kind().expected());
    }
  }

  private void fail(Key<?> key, Place place, String message) {
    failed.add(key);
    problems.add(new Problem(place.name(), place.where(), message));
  }

  private void unknown(String keyName, Place place, UnaryOperator<String> spelling) {
    String hint =
        Nearest.to(keyName, Keys.names())
            .map(near -> "no such key; did you mean " + spelling.apply(near) + "?")
            .orElse("no such key");
    problems.add(new Problem(place.name(), place.where(), hint));
  }

  /** Takes a property for Kafka's clients. */
  void giveKafkaProperty(String name, String value, Place place) {
    kafkaProperties.put(name, new Entry(value, place));
  }

  /** Sets what follows from other values, or is made up. */
  <T> void derive(Key<T> key, T value, String source) {
    entries.put(key, new Entry(value, new Place(null, null, source)));
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** Notes that values which are fine by themselves do not go together. */
  void conflict(Key<?> key, String message) {
    Entry entry = entries.get(key);
    boolean written = entry != null && entry.place().name() != null;
    problems.add(
        written
            ? new Problem(entry.place().name(), entry.place().where(), message)
            : new Problem(key.name(), null, message));
  }

  /** Returns the value, or null where there is none; the default where the one given is bad. */
  @SuppressWarnings("unchecked")
  <T> T get(Key<T> key) {
    Entry entry = entries.get(key);
    return entry == null ? null : (T) entry.value();
  }

  boolean has(Key<?> key) {
    return entries.containsKey(key);
  }

  /** Returns whether none of these was given a bad value, so that they can be judged together. */
  boolean sound(Key<?>... keys) {
    return List.of(keys).stream().noneMatch(failed::contains);
  }

  Map<String, String> kafkaProperties() {
    Map<String, String> properties = new TreeMap<>();
    kafkaProperties.forEach((name, entry) -> properties.put(name, (String) entry.value()));
    return properties;
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  Effective effective() {
    List<Effective.Row> rows = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      Entry entry = entries.get(key);
      rows.add(
          entry == null
              ? new Effective.Row(key.name(), "", DEFAULT.source())
              : new Effective.Row(key.name(), key.show(entry.value()), entry.place().source()));
    }
    kafkaProperties.forEach(
        (name, entry) ->
            rows.add(
                new Effective.Row(
                    "kafka.properties: " + name,
                    isPassword(name) ? "********" : (String) entry.value(),
                    entry.place().source())));
    return new Effective(rows);
  }

  private static boolean isPassword(String property) {
    return property.matches(".*(password|secret|jaas|credential|token|key).*");
  }
}
