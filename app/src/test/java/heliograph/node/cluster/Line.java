package heliograph.node.cluster;

import heliograph.node.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One connection to a node, by the JDK's own WebSocket client. Thread-safe. */
final class Line implements WebSocket.Listener {
  /** What {@link #ended} says where there was no close frame. */
  static final int NO_CLOSE_FRAME = 1006;

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().executor(Executors.newVirtualThreadPerTaskExecutor()).build();

  /** A node did not let a client in. */
  static final class NotLetIn extends Exception {
    private static final long serialVersionUID = 1;

    /** The HTTP status, or 0 where there was no answer. */
    final int status;

    private NotLetIn(int status, Throwable cause) {
      super("status " + status, cause);
      this.status = status;
    }

    /** It was let in, and closed with this code before it was welcomed. */
    NotLetIn(int closeCode) {
      super("closed with " + closeCode);
      this.status = 0;
    }
  }

  private final int port;
  private final BiConsumer<Line, JsonNode> frames;
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  /** Guarded by this: a frame is sent after the one before it. */
  private CompletableFuture<WebSocket> sending;

  private volatile WebSocket socket;

  private Line(int port, BiConsumer<Line, JsonNode> frames) {
    this.port = port;
    this.frames = frames;
  }

  /**
   * Connects.
   *
   * @param resume a resume secret, or null
   * @param frames gets what comes, one frame after the other
   */
  static Line open(int port, String user, String resume, BiConsumer<Line, JsonNode> frames)
      throws NotLetIn {
    Line line = new Line(port, frames);
    String query = resume == null ? "" : "?resume=" + resume;
    try {
      HTTP.newWebSocketBuilder()
          .header("Authorization", "Bearer " + Tokens.of(user))
          .subprotocols("heliograph.v1.json")
          .connectTimeout(HANDSHAKE_TIMEOUT)
          .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws" + query), line)
          .join();
      return line;
    } catch (CompletionException e) {
      int status =
          e.getCause() instanceof WebSocketHandshakeException refused
              ? refused.getResponse().statusCode()
              : 0;
      throw new NotLetIn(status, e.getCause());
    }
  }

  /** The port of its node. */
  int port() {
    return port;
  }

  /** Completed with the close code when the connection is over. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Sends a frame, some time; whether it was sent shows in what comes back. */
  synchronized void send(Object frame) {
    String json = JSON.writeValueAsString(frame);
    CompletableFuture<WebSocket> before =
        sending == null ? CompletableFuture.completedFuture(socket) : sending;
    sending = before.thenCompose(ready -> ready.sendText(json, true));
  }

  /** Ends it in order. */
  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    ended.completeOnTimeout(NO_CLOSE_FRAME, 1, TimeUnit.SECONDS).whenComplete((c, e) -> cut());
  }

  /** Ends it without a word. */
  void cut() {
    socket.abort();
    ended.complete(NO_CLOSE_FRAME);
  }

  @Override
  public synchronized String toString() {
    return (ended.isDone() ? "closed " + ended.join() : "open") + ", sends " + sending;
  }

  /** Before anything comes, which may be answered at once. */
  @Override
  public void onOpen(WebSocket opened) {
    socket = opened;
    opened.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      JsonNode frame = JSON.readTree(text.toString());
      text.setLength(0);
      frames.accept(this, frame);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    ended.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    ended.complete(NO_CLOSE_FRAME);
  }
}
