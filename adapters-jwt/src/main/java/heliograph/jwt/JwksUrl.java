package heliograph.jwt;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A key set behind a URL. A client lives for one fetch only: fetches are minutes apart. */
record JwksUrl(URI uri, Duration timeout) implements JwksSource {
  /**
   * From connecting to the document's last byte; how long a hanging URL can hold a verification.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  JwksUrl(URI uri) {
    this(uri, TIMEOUT);
  }

  @Override
  public byte[] read() throws IOException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(timeout).build();
      CompletableFuture<HttpResponse<byte[]>> sent =
          client.sendAsync(
              request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), Jwks.BYTES_MAX));
      HttpResponse<byte[]> response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return response.body();
    } catch (ExecutionException e) {
      String message = e.getCause().getMessage();
      throw new IOException(message == null ? e.getCause().getClass().getSimpleName() : message, e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + timeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    } finally {
      client.shutdownNow();
    }
  }

  @Override
  public Object version() {
    return uri;
  }

  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getHost() + uri.getPath();
  }
}
