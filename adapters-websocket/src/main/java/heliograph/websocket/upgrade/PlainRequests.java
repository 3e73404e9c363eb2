package heliograph.websocket.upgrade;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/**
 * Answers requests to the WebSocket path that are no handshake Helidon would hand to an upgrader:
 * without {@code Upgrade}, with a list in it, or with a body. Always 400. Thread-safe.
 */
public final class PlainRequests implements HttpFeature {
  private final String path;
  private final Supplier<String> ids;

  /** Takes the WebSocket path and a source of fresh correlation ids. */
  public PlainRequests(String path, Supplier<String> ids) {
    this.path = path;
    this.ids = ids;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.any(path, this::refuse);
  }

  private void refuse(ServerRequest request, ServerResponse response) {
    Refusal refusal =
        Refusal.badRequest("this path takes WebSocket handshakes only: GET, 'Upgrade: websocket'");
    response.status(Status.create(refusal.status()));
    response.header(HeaderLists.REQUEST_ID, CorrelationId.of(request.headers(), ids));
    response.header(HeaderNames.CONTENT_TYPE, Refusal.CONTENT_TYPE);
    response.header(HeaderNames.CONNECTION, "close");
    response.send(refusal.body());
  }
}
