package heliograph.app.config;

import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Right;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of values there are. */
final class Kinds {
  private static final String ORIGIN_EXPECTED =
      "* or an origin such as https://example.com or https://*.example.com";

  private static final Pattern ORIGIN =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*://(\\*\\.)?([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  private Kinds() {}

  /** A whole number; the bounds are inclusive. */
  static Kind<Integer> whole(int min, int max) {
    return number(min, max, items -> Math.toIntExact(bounded(items.getFirst(), min, max)));
  }

  /** A whole number; the bounds are inclusive. */
  static Kind<Long> large(long min, long max) {
    return number(min, max, items -> bounded(items.getFirst(), min, max));
  }

  private static <T> Kind<T> number(long min, long max, Kind.Parser<T> parser) {
    String expected = "a whole number from %d to %d".formatted(min, max);
    return new Kind<>("number", expected, null, parser, String::valueOf);
  }

  private static long bounded(String text, long min, long max) {
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException("out of bounds");
    }
    return value;
  }

  static Kind<Boolean> flag() {
    return new Kind<>(
        "true or false",
        "true or false",
        null,
        items ->
            switch (items.getFirst().toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes" -> true;
              case "false", "off", "no" -> false;
              default -> throw new IllegalArgumentException("neither");
            },
        String::valueOf);
  }

  static Kind<String> text(String expected, Predicate<String> fits) {
    return new Kind<>("text", expected, null, items -> fitting(items.getFirst(), fits), s -> s);
  }

  /** Text that becomes a value which validates itself by throwing. */
  static <T> Kind<T> made(String expected, Function<String, T> make) {
    return new Kind<>(
        "text", expected, null, items -> make.apply(items.getFirst()), String::valueOf);
  }

  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    String expected =
        Stream.of(type.getEnumConstants()).map(Kinds::lower).collect(Collectors.joining(" or "));
    return new Kind<>(
        expected,
        expected,
        null,
        items ->
            Stream.of(type.getEnumConstants())
                .filter(e -> lower(e).equals(items.getFirst().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new),
        Kinds::lower);
  }

  static Kind<List<String>> list(String expected, Predicate<String> fits) {
    return new Kind<>(
        "list",
        expected,
        ",",
        items -> {
          for (String item : items) {
            if (!fits.test(item)) {
              throw new BadValue("\"%s\" is not %s".formatted(item, expected));
            }
          }
          return List.copyOf(items);
        },
        items -> String.join(",", items));
  }

  /** Origins for the allow-list, RFC 6454 §6.2, without the path that people tend to add. */
  static Kind<List<String>> origins() {
    return list(ORIGIN_EXPECTED, o -> o.equals("*") || ORIGIN.matcher(o).matches());
  }

  /** Grants in the short form {@code MATCH:right,right}, with {@code ;} between them. */
  static Kind<Grants> grants() {
    return new Kind<>(
        "list",
        "a list of grants such as orders.*:join,publish",
        ";",
        items -> {
          List<Grant> grants = new ArrayList<>();
          for (String item : items) {
            grants.add(grant(item));
          }
          return new Grants(grants);
        },
        grants -> grants.grants().stream().map(Kinds::print).collect(Collectors.joining(";")));
  }

  /**
   * Reads a grant in the short form {@code MATCH:right,right}.
   *
   * @throws BadValue with what is wrong with it
   */
  static Grant grant(String item) throws BadValue {
    int colon = item.lastIndexOf(':');
    if (colon < 1) {
      throw new BadValue("\"%s\" is not a grant such as orders.*:join,publish".formatted(item));
    }
    Set<Right> rights = EnumSet.noneOf(Right.class);
    for (String name : item.substring(colon + 1).split(",")) {
      rights.add(right(name.strip()));
    }
    try {
      return new Grant(item.substring(0, colon), rights);
    } catch (IllegalArgumentException e) {
      throw new BadValue(e.getMessage());
    }
  }

  private static Right right(String name) throws BadValue {
    for (Right right : Right.values()) {
      if (lower(right).equals(name)) {
        return right;
      }
    }
    throw new BadValue(
        "\"%s\" is no right: there are %s"
            .formatted(
                name,
                Stream.of(Right.values()).map(Kinds::lower).collect(Collectors.joining(", "))));
  }

  private static String print(Grant grant) {
    return grant.match()
        + ":"
        + grant.can().stream().sorted().map(Kinds::lower).collect(Collectors.joining(","));
  }

  private static String fitting(String text, Predicate<String> fits) {
    if (!fits.test(text)) {
      throw new IllegalArgumentException("does not fit");
    }
    return text;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
