package heliograph.jwt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's server on a loopback port. Thread-safe. */
final class KeyServer {
  private record Answer(int status, byte[] body) {}

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Answer answer;

  KeyServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Thread::startVirtualThread);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
  }

  void answer(int status, String body) {
    answer = new Answer(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on takes requests and says nothing. */
  void hang() {
    answer = null;
  }

  int requests() {
    return requests.get();
  }

  void stop() {
    stopped.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    Answer now = answer;
    try (exchange) {
      if (now == null) {
        stopped.await();
        return;
      }
      exchange.sendResponseHeaders(now.status(), now.body().length == 0 ? -1 : now.body().length);
      exchange.getResponseBody().write(now.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
