package heliograph.websocket.upgrade;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.ArrayList;
import java.util.List;

/** The headers of a handshake: their names, and values that are comma-separated lists. */
final class HeaderLists {
  static final HeaderName KEY = HeaderNames.create("Sec-WebSocket-Key");
  static final HeaderName VERSION = HeaderNames.create("Sec-WebSocket-Version");
  static final HeaderName PROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");
  static final HeaderName EXTENSIONS = HeaderNames.create("Sec-WebSocket-Extensions");
  static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
  static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

  private HeaderLists() {}

  /** Returns the lines of a header as they came; empty where there are none. */
  static List<String> lines(Headers headers, HeaderName name) {
    return headers.all(name, List::of);
  }

  /** Returns the header's one value; null where it is missing, blank or repeated. */
  static String single(Headers headers, HeaderName name) {
    List<String> lines = lines(headers, name);
    if (lines.size() != 1 || lines.getFirst().isBlank()) {
      return null;
    }
    return lines.getFirst().strip();
  }

  /** Returns the elements of all lines of a list header (RFC 9110 §5.6.1), empty ones left out. */
  static List<String> elements(Headers headers, HeaderName name) {
    List<String> elements = new ArrayList<>();
    for (String line : lines(headers, name)) {
      for (String element : line.split(",")) {
        if (!element.isBlank()) {
          elements.add(element.strip());
        }
      }
    }
    return elements;
  }

  /** Returns whether a list header holds a token, in whatever case. */
  static boolean hasToken(Headers headers, HeaderName name, String token) {
    return elements(headers, name).stream().anyMatch(token::equalsIgnoreCase);
  }
}
