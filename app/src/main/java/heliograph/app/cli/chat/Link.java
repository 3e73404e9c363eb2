package heliograph.app.cli.chat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One connection to a node. Sending blocks until the frame is with the network, or fails; what
 * comes in is handed to the consumer, by other threads. For one sender.
 */
final class Link {
  /** A node that answered, but not with a WebSocket. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refused(int status) {
      super("the node answered with status " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  static final String SUBPROTOCOL = "heliograph.v1.json";

  private static final int ABNORMAL = 1006;
  private static final int TEXT_MAX = 1 << 24;
  private static final long TIMEOUT_MS = 10_000;

  private final Consumer<Event> events;
  private volatile long heardAtNanos = System.nanoTime();

  /** Set once, before anything is sent. */
  private WebSocket socket;

  private Link(Consumer<Event> events) {
    this.events = events;
  }

  /**
   * Connects.
   *
   * @throws Refused if the node answered with something else
   * @throws IOException if it cannot be reached
   */
  static Link open(HttpClient client, URI uri, String token, Consumer<Event> events)
      throws IOException, InterruptedException {
    Link link = new Link(events);
    CompletableFuture<WebSocket> opening =
        client
            .newWebSocketBuilder()
            .subprotocols(SUBPROTOCOL)
            .header("Authorization", "Bearer " + token)
            .connectTimeout(Duration.ofMillis(TIMEOUT_MS))
            .buildAsync(uri, link.new Listener());
    try {
      link.socket = opening.get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
      return link;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException handshake) {
        throw new Refused(handshake.getResponse().statusCode());
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (TimeoutException e) {
      opening.cancel(true);
      throw new HttpTimeoutException("no answer");
    }
  }

  /**
   * Sends one text frame.
   *
   * @throws IOException if the connection is gone, or takes nothing for some seconds
   */
  void send(String text) throws IOException {
    try {
      socket.sendText(text, true).orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IOException("cannot send", e);
    }
  }

  /**
   * Asks the node for a sign of life.
   *
   * @throws IOException if the connection is gone
   */
  void ping() throws IOException {
    try {
      socket.sendPing(ByteBuffer.allocate(0)).orTimeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw new IOException("cannot send", e);
    }
  }

  /** How long nothing at all was heard of the node, pings and pongs included. */
  long silentMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heardAtNanos);
  }

  /** Says good-bye, and does not wait long for an answer. */
  void close() {
    socket
        .sendClose(WebSocket.NORMAL_CLOSURE, "")
        .completeOnTimeout(null, 1, TimeUnit.SECONDS)
        .exceptionally(e -> null)
        .join();
    socket.abort();
  }

  void abort() {
    socket.abort();
  }

  /** Called by one thread at a time. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heardAtNanos = System.nanoTime();
      text.append(data);
      if (text.length() > TEXT_MAX) {
        from.abort();
        events.accept(new Event.Closed(Link.this, ABNORMAL, "a frame was too large"));
        return null;
      }
      if (last) {
        events.accept(new Event.Frame(Link.this, text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      heardAtNanos = System.nanoTime();
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      heardAtNanos = System.nanoTime();
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      events.accept(new Event.Closed(Link.this, code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      events.accept(new Event.Closed(Link.this, ABNORMAL, ""));
    }
  }
}
