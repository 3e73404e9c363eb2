package heliograph.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a node's admin listener. */
public final class Admin {
  /** A sample of Prometheus's text format: name, labels, value, perhaps a timestamp. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*})?)"
              + " ([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf|NaN))(?: [0-9]+)?");

  private static final Pattern COMMENT =
      Pattern.compile(
          "# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE \\S+ (counter|gauge|summary|histogram|untyped)|EOF)");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Admin() {}

  public static HttpResponse<String> get(URI admin, String path) {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(admin.resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the metrics; fails on the first line that Prometheus would not read. */
  public static Map<String, Double> metrics(URI admin) {
    Map<String, Double> metrics = new HashMap<>();
    for (String line : get(admin, "metrics").body().split("\n")) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        metrics.put(sample.group(1), Double.valueOf(sample.group(2).replace("Inf", "Infinity")));
      } else if (!COMMENT.matcher(line).matches()) {
        throw new AssertionError("not Prometheus's text format: " + line);
      }
    }
    return metrics;
  }
}
