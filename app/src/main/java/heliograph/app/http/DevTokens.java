package heliograph.app.http;

import heliograph.domain.id.UserId;
import heliograph.jwt.JwtMinter;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /dev/token}: a token for whoever asks. Only there in development mode, which listens
 * on a loopback address only.
 *
 * <p>The body must be sent as {@code application/json}: a page of another origin cannot do so
 * without a preflight, which is not answered, so other sites the developer visits get no token.
 */
final class DevTokens implements HttpService {
  private static final int BODY_MAX = 1_024;
  private static final Duration TTL = Duration.ofHours(12);

  private final JwtMinter minter;

  DevTokens(JwtMinter minter) {
    this.minter = minter;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/dev/token", this::mint);
  }

  private void mint(ServerRequest request, ServerResponse response) throws IOException {
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    if (!type.startsWith("application/json")) {
      refuse(response, Status.UNSUPPORTED_MEDIA_TYPE_415, "send application/json");
      return;
    }
    byte[] body = request.content().inputStream().readNBytes(BODY_MAX + 1);
    if (body.length > BODY_MAX) {
      refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "at most " + BODY_MAX + " bytes");
      return;
    }
    try {
      JsonNode sub = Json.tree(body).path("sub");
      if (!sub.isString()) {
        throw new IllegalArgumentException("send {\"sub\":\"a user\"}");
      }
      JwtMinter.Minted minted = minter.mint(new UserId(sub.asString()), null, TTL);
      send(
          response,
          Status.OK_200,
          Map.of("token", minted.token(), "expiresAt", minted.expiresAtMs()));
    } catch (JacksonException e) {
      refuse(response, Status.BAD_REQUEST_400, "send {\"sub\":\"a user\"}");
    } catch (IllegalArgumentException e) {
      refuse(response, Status.BAD_REQUEST_400, e.getMessage());
    }
  }

  private static void refuse(ServerResponse response, Status status, String message) {
    send(response, status, Map.of("code", "invalid", "message", message));
  }

  private static void send(ServerResponse response, Status status, Map<String, Object> body) {
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(Json.bytes(body));
  }
}
