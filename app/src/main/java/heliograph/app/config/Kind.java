package heliograph.app.config;

import java.util.List;
import java.util.function.Function;

/**
 * What values of a key look like.
 *
 * @param type for the documentation: {@code number}, {@code list} …
 * @param expected completes "is not …"
 * @param separator between the items of a list written as one text; null for a single value
 * @param parser of the items, of which there is exactly one unless it is a list
 * @param printer for the list of effective values
 */
record Kind<T>(
    String type, String expected, String separator, Parser<T> parser, Function<T, String> printer) {
  /** Reads the items of one value. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * Returns the value.
     *
     * @throws BadValue with what is expected, where the kind's own words do not say it
     * @throws IllegalArgumentException if the kind's own words say it
     */
    T parse(List<String> items) throws BadValue;
  }

  boolean isList() {
    return separator != null;
  }

  /** Splits one text into items; blanks around them are dropped, and so are empty ones. */
  List<String> split(String text) {
    if (separator == null) {
      return List.of(text);
    }
    return List.of(text.split(separator)).stream()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }
}
