package heliograph.app.config;

import java.util.Locale;

/**
 * One key of the configuration: a row of the table that the reader, the flags, the documentation
 * and the list of effective values are all made from. Immutable.
 *
 * @param <T> what its values become
 */
public final class Key<T> {
  /** What is hidden where values are shown. */
  enum Secrecy {
    OPEN,
    /** The password in a URI. */
    PASSWORD,
    ALL
  }

  private final String name;
  private final Kind<T> kind;
  private final String defaultText;
  private final String doc;
  private final Secrecy secrecy;

  private Key(String name, Kind<T> kind, String defaultText, String doc, Secrecy secrecy) {
    this.name = name;
    this.kind = kind;
    this.defaultText = defaultText;
    this.doc = doc;
    this.secrecy = secrecy;
  }

  /** A key with a default, written as a person would write it. */
  static <T> Key<T> of(String name, Kind<T> kind, String defaultText, String doc) {
    return new Key<>(name, kind, defaultText, doc, Secrecy.OPEN);
  }

  /** A key that has no value unless it is given one. */
  static <T> Key<T> optional(String name, Kind<T> kind, String doc) {
    return new Key<>(name, kind, null, doc, Secrecy.OPEN);
  }

  /** An optional key whose value, or whose value's password, is not shown. */
  static <T> Key<T> hidden(String name, Kind<T> kind, Secrecy secrecy, String doc) {
    return new Key<>(name, kind, null, doc, secrecy);
  }

  /** As in a file: {@code max-frame-bytes}. */
  public String name() {
    return name;
  }

  /** As in the environment: {@code HELIOGRAPH_MAX_FRAME_BYTES}. */
  public String environment() {
    return Environment.PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** As a flag: {@code --max-frame-bytes}. */
  public String flag() {
    return "--" + name;
  }

  /** What it is for, in one line. */
  public String doc() {
    return doc;
  }

  /** What it is without being given; null for nothing. */
  public String defaultText() {
    return defaultText;
  }

  /** What kind of value it takes: {@code number}, {@code list} … */
  public String type() {
    return kind.type();
  }

  /** Whether its value is a true or false, so that the flag alone means true. */
  public boolean isSwitch() {
    return kind.type().equals("true or false");
  }

  Kind<T> kind() {
    return kind;
  }

  /** Returns how a value is shown. */
  String show(Object value) {
    @SuppressWarnings("unchecked")
    T typed = (T) value;
    return switch (secrecy) {
      case OPEN -> kind.printer().apply(typed);
      case PASSWORD -> ((Secret) value).reveal().replaceAll("//[^@/]*@", "//********@");
      case ALL -> "********";
    };
  }

  boolean isSecret() {
    return secrecy != Secrecy.OPEN;
  }

  @Override
  public String toString() {
    return name;
  }
}
