package heliograph.app.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of all keys. */
public final class Keys {
  /** Keys of one subject, in the order they are shown in. */
  public record Section(String title, List<Key<?>> keys) {}

  /** All sections, in the order they are shown in. */
  public static final List<Section> SECTIONS =
      List.of(
          new Section("Node", NodeKeys.ALL),
          new Section("Connections", TransportKeys.ALL),
          new Section("Room log and sessions", StorageKeys.ALL),
          new Section("Limits", LimitKeys.ALL));

  /** All keys. */
  public static final List<Key<?>> ALL =
      SECTIONS.stream().flatMap(s -> s.keys().stream()).collect(Collectors.toUnmodifiableList());

  private static final Map<String, Key<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

  private Keys() {}

  static Optional<Key<?>> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static Stream<String> names() {
    return ALL.stream().map(Key::name);
  }
}
