package heliograph.app.cli.chat;

import heliograph.app.cli.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where the chat's tokens come from: the one it was given, or a node in development mode. */
final class Tokens {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int BODY_MAX = 64 << 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client;
  private final URI node;
  private final String given;
  private final String name;

  /**
   * Takes what tokens can be had with.
   *
   * @param node the WebSocket's URL
   * @param given null to ask the node for tokens
   */
  Tokens(HttpClient client, URI node, String given, String name) {
    this.client = client;
    this.node = node;
    this.given = given;
    this.name = name;
  }

  /** Whether another one can be had once this one has expired. */
  boolean renewable() {
    return given == null;
  }

  /**
   * Returns a token.
   *
   * @throws StartFailure if there is none to be had
   * @throws IOException if the node cannot be reached
   */
  String next() throws IOException, InterruptedException, StartFailure {
    if (given != null) {
      return given;
    }
    String http = node.getScheme().equals("wss") ? "https" : "http";
    URI uri = URI.create(http + "://" + node.getRawAuthority() + "/dev/token");
    String body = JSON.writeValueAsString(Map.of("sub", name));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response =
        client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), BODY_MAX));
    if (response.statusCode() != 200) {
      String message =
          "the node at %s gives no tokens (status %d), as it is not in development mode: pass one"
              + " with --token (see heliograph token --help)";
      throw new StartFailure(message.formatted(node.getRawAuthority(), response.statusCode()));
    }
    try {
      return JSON.readTree(response.body()).path("token").asString("");
    } catch (JacksonException e) {
      throw new StartFailure("the node's answer to POST /dev/token is no JSON", e);
    }
  }
}
