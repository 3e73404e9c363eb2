package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client by others: the JDK's. */
class JdkClientIT {
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        seen.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      seen.add("closed " + code);
      return null;
    }

    String next() throws InterruptedException {
      return seen.poll(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void talksAndSaysGoodbye() throws InterruptedException {
    try (TestNode node = new TestNode();
        HttpClient http = HttpClient.newHttpClient()) {
      Listener listener = new Listener();
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("heliograph.v1.json", "bearer.bob")
              .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws"), listener)
              .join();

      assertThat(socket.getSubprotocol()).isEqualTo("heliograph.v1.json");
      assertThat(listener.next()).contains("\"type\":\"welcome\"", "\"user\":\"bob\"");
      socket.sendText("{\"type\":\"ping\",", false).join();
      socket.sendText("\"id\":\"x\"}", true).join();
      assertThat(listener.next()).isEqualTo("{\"type\":\"pong\",\"id\":\"x\"}");
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
      assertThat(listener.next()).isEqualTo("closed 1000");
    }
  }
}
