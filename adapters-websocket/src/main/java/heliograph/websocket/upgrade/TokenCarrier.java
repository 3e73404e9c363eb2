package heliograph.websocket.upgrade;

import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

/**
 * Where a client may put its token. The first carrier that holds one decides; a token that does not
 * hold is not made good by another.
 */
final class TokenCarrier {
  private static final String SCHEME = "Bearer ";
  private static final String SUBPROTOCOL = "bearer.";
  private static final String COOKIE = "heliograph_token";
  private static final String PARAMETER = "token";

  private TokenCarrier() {}

  /** Returns the token, or null where there is none. */
  static String find(Headers headers, QueryString query) {
    String token = fromAuthorization(headers);
    if (token == null) {
      token = fromSubprotocol(headers);
    }
    if (token == null) {
      token = fromCookie(headers);
    }
    return token != null ? token : orNull(query.first(PARAMETER));
  }

  private static String fromAuthorization(Headers headers) {
    for (String line : HeaderLists.lines(headers, HeaderNames.AUTHORIZATION)) {
      if (line.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
        return orNull(line.substring(SCHEME.length()).strip());
      }
    }
    return null;
  }

  private static String fromSubprotocol(Headers headers) {
    for (String offer : HeaderLists.elements(headers, HeaderLists.PROTOCOL)) {
      if (offer.startsWith(SUBPROTOCOL)) {
        return orNull(offer.substring(SUBPROTOCOL.length()));
      }
    }
    return null;
  }

  private static String fromCookie(Headers headers) {
    for (String line : HeaderLists.lines(headers, HeaderNames.COOKIE)) {
      for (String pair : line.split(";")) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
          return orNull(unquoted(pair.substring(equals + 1).strip()));
        }
      }
    }
    return null;
  }

  /** RFC 6265 §4.1.1 lets a cookie's value stand in quotes. */
  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static String orNull(String token) {
    return token == null || token.isEmpty() ? null : token;
  }
}
