package heliograph.conformance;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.ports.TokenVerifier;
import heliograph.ports.TokenVerifier.Verdict;
import heliograph.websocket.TransportConfig;
import heliograph.websocket.WebSocketTransport;
import heliograph.websocket.listener.ClientListener;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * An echo on the loopback, made of the node's transport: same upgrade, frames, compression, writers
 * and heartbeats. Takes messages of up to 16 MiB, any token and any origin. Thread-safe.
 */
public final class EchoServer implements AutoCloseable {
  /** The largest message it takes, inclusive: what Autobahn's group 9 sends. */
  public static final int MESSAGE_BYTES_MAX = 16 << 20;

  private static final String USAGE = "usage: echo [PORT]    0 or none for a free port";

  private static final TokenVerifier ANYBODY =
      _ -> new Verdict.Accepted(new Principal(new UserId("x"), Grants.ALL, Principal.NEVER), true);

  private final WebSocketTransport transport;
  private final ClientListener listener;

  /** Starts on a free port. */
  public EchoServer() {
    this(0, _ -> {});
  }

  /**
   * Starts.
   *
   * @param port 0 for a free one
   * @param change of the transport's config
   */
  public EchoServer(int port, Consumer<TransportConfig.Edit> change) {
    TransportConfig config =
        TransportConfig.DEFAULT.with(
            edit -> {
              edit.path = "/";
              edit.allowedOrigins = List.of("*");
              edit.maxFrameBytes = MESSAGE_BYTES_MAX;
              change.accept(edit);
            });
    transport = WebSocketTransport.of(config, new EchoMessages(), ANYBODY);
    try {
      listener =
          transport.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              null,
              HttpRouting.builder());
    } catch (IOException e) {
      transport.close();
      throw new UncheckedIOException("cannot listen on port " + port, e);
    }
  }

  /** Returns the URL to connect to, with a token, since there must be one. */
  public String url() {
    return "ws://127.0.0.1:" + port() + "/?token=any";
  }

  /** Returns the port it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    transport.close();
    listener.close();
  }

  /** Runs an echo until it is killed; takes its port. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 1 || args.length == 1 && !args[0].matches("\\d{1,5}")) {
      System.err.println(USAGE);
      System.exit(2);
    }
    try (EchoServer echo =
        new EchoServer(args.length == 0 ? 0 : Integer.parseInt(args[0]), _ -> {})) {
      System.out.println("echo: " + echo.url());
      Thread.currentThread().join();
    }
  }
}
