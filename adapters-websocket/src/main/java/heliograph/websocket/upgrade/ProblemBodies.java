package heliograph.websocket.upgrade;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.function.Supplier;

/**
 * Gives the answers Helidon makes itself (to what is not HTTP, too long, not routed) the problem
 * body all other refusals have; nothing of the request or of an exception comes back in it.
 */
public final class ProblemBodies implements DirectHandler {
  /** All that Helidon says of headers that are too long; its status for them is 400. */
  private static final String HEADERS_TOO_LONG = "Header size exceeded";

  private final Supplier<String> ids;

  private ProblemBodies(Supplier<String> ids) {
    this.ids = ids;
  }

  /** Returns handlers for a server's every event; takes a source of fresh correlation ids. */
  public static DirectHandlers handlers(Supplier<String> ids) {
    ProblemBodies handler = new ProblemBodies(ids);
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status suggested,
      ServerResponseHeaders headers,
      String message) {
    Status status = isUnreadable(request, type) ? Status.BAD_REQUEST_400 : suggested;
    if (HEADERS_TOO_LONG.equals(message)) {
      status = Status.create(431);
    }
    headers.set(HeaderLists.REQUEST_ID, CorrelationId.of(request.headers(), ids));
    headers.set(HeaderNames.CONTENT_TYPE, Refusal.CONTENT_TYPE);
    String reason = status.reasonPhrase();
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(new Refusal(status.code(), code(status.code()), reason, -1, "").body())
        .build();
  }

  /**
   * Returns whether there was no request yet when it failed: then it is the client that was wrong,
   * or went away, though Helidon takes some such for faults of its own, with a warning in the log.
   */
  private static boolean isUnreadable(TransportRequest request, EventType type) {
    return type == EventType.INTERNAL_ERROR && request.method().isEmpty();
  }

  private static String code(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not_found";
      case 405 -> "method_not_allowed";
      case 413, 414, 431 -> "too_large";
      case 503 -> "unavailable";
      case 505 -> "http_version";
      default -> status < 500 ? "bad_request" : "internal";
    };
  }
}
