package heliograph.websocket.listener;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/**
 * An upgrader whose connections are handled when Helidon's HTTP has returned, and is no longer on
 * the stack. Thread-safe.
 */
public record LaterUpgrade(Http1Upgrader upgrader) implements Http1Upgrader {
  /** What Helidon handles in place of the connection. */
  private static final ServerConnection NOTHING =
      new ServerConnection() {
        @Override
        public void handle(Limit limit) {
          // The conversation ends here.
        }

        @Override
        public Duration idleTime() {
          return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
          // There is nothing to close.
        }
      };

  @Override
  public String supportedProtocol() {
    return upgrader.supportedProtocol();
  }

  @Override
  public ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    ServerConnection connection = upgrader.upgrade(context, prologue, headers);
    if (connection == null) {
      return null;
    }
    ((HttpConversation) context).upgradeTo(connection);
    return NOTHING;
  }
}
