package heliograph.websocket.upgrade;

import heliograph.ports.TokenVerifier.Verdict;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A refused request's answer: the status, and a problem body whose {@code code} tells programs what
 * is wrong and whose {@code message} tells people.
 *
 * @param retryAfterS for {@code Retry-After}; -1 for none
 * @param extra one more header as it stands on the wire, or ""
 */
record Refusal(int status, String code, String message, int retryAfterS, String extra) {
  static final String CONTENT_TYPE = "application/problem+json";

  private static final int NEVER = -1;

  static Refusal badRequest(String message) {
    return new Refusal(400, "bad_request", message, NEVER, "");
  }

  static Refusal wrongVersion() {
    return new Refusal(
        426,
        "upgrade_required",
        "use version 13 of the WebSocket protocol",
        NEVER,
        "Sec-WebSocket-Version: 13");
  }

  static Refusal unauthorized(String reason) {
    return new Refusal(401, "unauthorized", reason, NEVER, "WWW-Authenticate: Bearer");
  }

  static Refusal forbidden() {
    return new Refusal(403, "forbidden", "the token does not allow to connect", NEVER, "");
  }

  static Refusal forbiddenOrigin() {
    return new Refusal(403, "forbidden_origin", "pages of this origin may not connect", NEVER, "");
  }

  static Refusal tooManyConnections(int retryAfterS) {
    return new Refusal(
        429, "too_many_connections", "too many connections, retry later", retryAfterS, "");
  }

  static Refusal draining(int retryAfterS) {
    return new Refusal(
        503, "draining", "the node takes no connections now, retry later", retryAfterS, "");
  }

  static Refusal unavailable(Verdict.Unavailable verdict, int retryAfterS) {
    return new Refusal(503, "unavailable", verdict.reason(), retryAfterS, "");
  }

  static Refusal internal() {
    return new Refusal(500, "internal", "internal error", NEVER, "");
  }

  /** Returns the problem body. */
  byte[] body() {
    String json = "{\"code\":" + quoted(code) + ",\"message\":" + quoted(message) + "}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the headers, apart from those about the body, as they stand on the wire. */
  List<String> headers(String correlationId) {
    List<String> headers = new ArrayList<>();
    headers.add("X-Request-Id: " + correlationId);
    if (retryAfterS != NEVER) {
      headers.add("Retry-After: " + retryAfterS);
    }
    if (!extra.isEmpty()) {
      headers.add(extra);
    }
    return headers;
  }

  /** Returns the whole response, after which the connection is closed. */
  byte[] response(String correlationId) {
    byte[] body = body();
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 ").append(status).append(' ');
    head.append(Status.create(status).reasonPhrase()).append("\r\n");
    headers(correlationId).forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Type: ").append(CONTENT_TYPE).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    head.append("Connection: close\r\n\r\n");
    byte[] headBytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] response = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, response, 0, headBytes.length);
    System.arraycopy(body, 0, response, headBytes.length, body.length);
    return response;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
