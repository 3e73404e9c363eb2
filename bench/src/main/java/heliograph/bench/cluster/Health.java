package heliograph.bench.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What nodes say on their admin listeners. Thread-safe. */
public final class Health {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** Returns whether it takes clients; false where it does not answer within two seconds. */
  public boolean isReady(NodeProcess node) {
    try {
      return get(node, "/health/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the value of a metric without labels; 0 where there is none. */
  public double metric(NodeProcess node, String name) throws IOException {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)")
            .matcher(get(node, "/metrics").body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private HttpResponse<String> get(NodeProcess node, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + node.adminPort() + path);
    try {
      return http.send(
          HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
