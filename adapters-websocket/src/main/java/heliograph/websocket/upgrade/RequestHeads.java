package heliograph.websocket.upgrade;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cuts connections whose request heads do not come in time, which Helidon has no bound for: a byte
 * a second would hold a thread for hours. Watches from the accept to the first head's end, and each
 * later head from its first line on. Thread-safe; holds one entry for each head that is
 * outstanding.
 */
public final class RequestHeads implements Http1ConnectionListener {
  private final long timeoutNs;
  private final ConcurrentHashMap<ConnectionContext, Long> dueNs = new ConcurrentHashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param timeoutMs how long a request head may take
   */
  public RequestHeads(int timeoutMs) {
    this.timeoutNs = timeoutMs * 1_000_000L;
  }

  /** Watches a connection that was just accepted. */
  public void accepted(ConnectionContext context) {
    dueNs.put(context, System.nanoTime() + timeoutNs);
  }

  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    dueNs.putIfAbsent(context, System.nanoTime() + timeoutNs);
  }

  @Override
  public void headers(ConnectionContext context, Headers headers) {
    dueNs.remove(context);
  }

  /** Closes what is overdue; forgets what ended by itself. To be called several times a second. */
  public void sweep() {
    long now = System.nanoTime();
    dueNs.forEach(
        (context, due) -> {
          if (!context.serverSocket().isConnected()) {
            dueNs.remove(context);
          } else if (due - now <= 0 && dueNs.remove(context, due)) {
            Thread.startVirtualThread(() -> close(context));
          }
        });
  }

  /** May block on a TLS socket, so not to be called by the thread that sweeps. */
  private static void close(ConnectionContext context) {
    try {
      context.serverSocket().close();
    } catch (RuntimeException e) {
      // It is closed already, or broken: all the same here.
    }
  }
}
