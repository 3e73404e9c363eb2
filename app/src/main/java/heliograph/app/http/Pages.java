package heliograph.app.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The start page and its files, read from the class path once and served from memory. Only the
 * files named here exist: no path of a request is ever looked up anywhere. Thread-safe.
 */
final class Pages implements HttpService {
  private static final String FOLDER = "/heliograph/web/";
  private static final List<String> FILES =
      List.of(
          "index.html",
          "style.css",
          "icon.svg",
          "app.js",
          "client.js",
          "connection.js",
          "identity.js",
          "log-view.js",
          "memberships.js",
          "outbox.js",
          "people-view.js",
          "requests.js",
          "room-cursor.js",
          "status-view.js",
          "wire.js");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, byte[]> files = new HashMap<>();

  Pages() {
    for (String file : FILES) {
      files.put(file, read(file));
    }
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", (request, response) -> send("index.html", response));
    for (String file : FILES) {
      rules.get(
          "/" + file, (ServerRequest request, ServerResponse response) -> send(file, response));
    }
  }

  private void send(String file, ServerResponse response) {
    String ending = file.substring(file.lastIndexOf('.') + 1);
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, TYPES.get(ending))
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .header(HeaderNames.create("X-Content-Type-Options"), "nosniff")
        .header(HeaderNames.create("Referrer-Policy"), "no-referrer")
        .header(HeaderNames.create("X-Frame-Options"), "DENY")
        .header(
            HeaderNames.create("Content-Security-Policy"),
            "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'")
        .send(files.get(file));
  }

  private static byte[] read(String file) {
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("missing from the class path: " + FOLDER + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
