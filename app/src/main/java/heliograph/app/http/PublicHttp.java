package heliograph.app.http;

import heliograph.jwt.JwtMinter;
import io.helidon.webserver.http.HttpRouting;

/** What the clients' listener serves besides WebSockets. */
public final class PublicHttp {
  private PublicHttp() {}

  /**
   * Adds the start page.
   *
   * @param devMinter mints tokens for whoever asks, in development mode; else null
   */
  public static void route(HttpRouting.Builder routing, JwtMinter devMinter) {
    routing.register(new Pages());
    if (devMinter != null) {
      routing.register(new DevTokens(devMinter));
    }
  }
}
