package heliograph.websocket.upgrade;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A request's raw query, which may hold anything; bounded by the server's bound on a request. */
final class QueryString {
  private final String raw;

  /** Takes the part after the question mark; null or "" where there is none. */
  QueryString(String raw) {
    this.raw = raw == null ? "" : raw;
  }

  /** Returns a parameter's first value, decoded; null where it is missing or not decodable. */
  String first(String name) {
    for (String pair : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        return decode(pair.substring(equals + 1));
      }
    }
    return null;
  }

  private static String decode(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
        int low = high >= 0 ? Character.digit(value.charAt(i + 2), 16) : -1;
        if (low < 0) {
          return null;
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
