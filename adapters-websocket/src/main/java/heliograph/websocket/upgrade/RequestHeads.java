package heliograph.websocket.upgrade;

import heliograph.websocket.socket.ClientSocket;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that speak HTTP, or still shake hands for TLS, and when each is cut: a first
 * request's head is bounded in time from the accept on, a later one's from its first line on, and
 * everything from a head's end to the next one's first line by {@link #IDLE_MS}. Without it a byte
 * a second would hold a thread for hours. Thread-safe; holds one entry for each such connection.
 */
public final class RequestHeads implements Http1ConnectionListener {
  /** How long a connection may take for an answer, and then wait for its next request. */
  static final long IDLE_MS = 300_000;

  /** When it is cut, and whether a request's head is being waited for. */
  private record Due(long atNs, boolean inHead) {}

  private final int timeoutMs;
  private final ConcurrentHashMap<ClientSocket, Due> dues = new ConcurrentHashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param timeoutMs how long a request head may take
   */
  public RequestHeads(int timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  /** Watches a connection that was just accepted, or is to end in the time of a request's head. */
  public void watch(ClientSocket socket) {
    dues.put(socket, due(timeoutMs, true));
  }

  /** Watches it no longer. */
  public void forget(ClientSocket socket) {
    dues.remove(socket);
  }

  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    dues.computeIfPresent(
        socket(context), (socket, due) -> due.inHead ? due : due(timeoutMs, true));
  }

  @Override
  public void headers(ConnectionContext context, Headers headers) {
    dues.computeIfPresent(socket(context), (socket, due) -> due(IDLE_MS, false));
  }

  /** Cuts what is overdue; blocks on nothing. To be called several times a second. */
  public void sweep() {
    long now = System.nanoTime();
    dues.forEach(
        (socket, due) -> {
          if (due.atNs - now <= 0 && dues.remove(socket, due)) {
            socket.abort();
          }
        });
  }

  /** Cuts all. */
  public void cutAll() {
    dues.keySet().forEach(ClientSocket::abort);
  }

  private static Due due(long inMs, boolean inHead) {
    return new Due(System.nanoTime() + inMs * 1_000_000L, inHead);
  }

  private static ClientSocket socket(ConnectionContext context) {
    return (ClientSocket) context.serverSocket();
  }
}
