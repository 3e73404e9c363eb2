package heliograph.app.http;

import heliograph.app.observe.Metrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}, on a listener of their own. */
public final class AdminHttp implements HttpService {
  private final Health health;
  private final Metrics metrics;

  public AdminHttp(Health health, Metrics metrics) {
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/health/live", (request, response) -> live(response))
        .get("/health/ready", (request, response) -> ready(response))
        .get(
            "/metrics",
            (request, response) ->
                response
                    .header(HeaderNames.CONTENT_TYPE, Metrics.CONTENT_TYPE)
                    .send(metrics.text()));
  }

  private void live(ServerResponse response) {
    String dead = health.dead();
    answer(response, dead == null, dead == null ? List.of() : List.of(dead), List.of());
  }

  private void ready(ServerResponse response) {
    List<String> reasons = health.notReady();
    answer(response, reasons.isEmpty(), reasons, health.degraded());
  }

  private static void answer(
      ServerResponse response, boolean up, List<String> reasons, List<String> degraded) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", up ? "up" : "down");
    if (!reasons.isEmpty()) {
      body.put("reasons", reasons);
    }
    if (!degraded.isEmpty()) {
      body.put("degraded", degraded);
    }
    response
        .status(up ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(Json.bytes(body));
  }
}
