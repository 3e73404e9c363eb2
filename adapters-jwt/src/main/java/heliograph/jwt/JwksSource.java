package heliograph.jwt;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Where a key set comes from. Thread-safe; calls may block for a bounded time. */
sealed interface JwksSource permits JwksFile, JwksUrl {
  /**
   * Reads the whole document, at most {@link Jwks#BYTES_MAX} bytes of it and one more.
   *
   * @throws IOException with a message fit for one line of a log
   */
  byte[] read() throws IOException;

  /**
   * Returns a value that differs once the document has changed; always the same where that cannot
   * be told without reading it. Cheap.
   */
  Object version();

  /**
   * Makes the source a location names: an http(s) URL, a {@code file:} URL or a path.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  static JwksSource at(String location) {
    String lower = location.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      URI uri = URI.create(location);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("the JWKS URL has no host");
      }
      return new JwksUrl(uri);
    }
    if (lower.startsWith("file:")) {
      return new JwksFile(Path.of(pathOf(location)));
    }
    if (lower.contains("://")) {
      throw new IllegalArgumentException("a JWKS is read from http, https, or a file");
    }
    return new JwksFile(Path.of(location));
  }

  /** Accepts {@code file:///a}, {@code file:/a} and the relative {@code file:a}. */
  private static String pathOf(String location) {
    URI uri = URI.create(location);
    return uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
  }
}
