package heliograph.bench.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.json.JsonMapper;

/** Tokens from a node in development mode. Thread-safe. */
public final class Tokens {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;

  public Tokens(InetSocketAddress node) {
    uri = URI.create("http://%s:%d/dev/token".formatted(node.getHostString(), node.getPort()));
  }

  /** Returns a token for a user, good for hours. */
  public String of(String user) throws IOException, InterruptedException {
    HttpRequest ask =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"sub\":\"" + user + "\"}"))
            .build();
    HttpResponse<String> answer = http.send(ask, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(
          "no token from %s (status %d): nodes must run in development mode"
              .formatted(uri, answer.statusCode()));
    }
    return JSON.readTree(answer.body()).path("token").asString();
  }
}
