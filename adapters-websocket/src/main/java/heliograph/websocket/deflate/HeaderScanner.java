package heliograph.websocket.deflate;

import java.util.Optional;

/**
 * A reader of a header value made of tokens, quoted strings and separators (RFC 9110 §5.6). Used by
 * one thread.
 */
final class HeaderScanner {

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

  private final String text;
  private int pos;

  HeaderScanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    skipSpace();
    return pos == text.length();
  }

  /** True at a comma and at the end. */
  boolean atElementEnd() {
    return atEnd() || text.charAt(pos) == ',';
  }

  /** Steps over a separator with the space before it, if it comes next. */
  boolean skip(char separator) {
    if (atEnd() || text.charAt(pos) != separator) {
      return false;
    }
    pos++;
    return true;
  }

  /** The token that comes next; empty where none does. */
  Optional<String> token() {
    skipSpace();
    int start = pos;
    while (pos < text.length() && isTokenChar(text.charAt(pos))) {
      pos++;
    }
    return pos == start ? Optional.empty() : Optional.of(text.substring(start, pos));
  }

  /**
   * The token that comes next, in quotes or not; empty where none does, or where the quotes are not
   * closed or hold what is no token (RFC 6455 §9.1).
   */
  Optional<String> tokenOrQuoted() {
    if (!skip('"')) {
      return token();
    }
    StringBuilder value = new StringBuilder();
    boolean isToken = true;
    while (pos < text.length()) {
      char c = text.charAt(pos++);
      if (c == '"') {
        return isToken && !value.isEmpty() ? Optional.of(value.toString()) : Optional.empty();
      }
      if (c == '\\' && pos < text.length()) {
        c = text.charAt(pos++);
      }
      isToken &= isTokenChar(c);
      value.append(c);
    }
    return Optional.empty();
  }

  /** Goes to the next element of the list: past the next comma that is not within quotes. */
  void skipPastComma() {
    boolean quoted = false;
    while (pos < text.length()) {
      char c = text.charAt(pos++);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        pos = Math.min(pos + 1, text.length());
      } else if (c == ',' && !quoted) {
        return;
      }
    }
  }

  private void skipSpace() {
    while (pos < text.length() && (text.charAt(pos) == ' ' || text.charAt(pos) == '\t')) {
      pos++;
    }
  }

  private static boolean isTokenChar(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || TOKEN_SYMBOLS.indexOf(c) >= 0;
  }
}
