package heliograph.websocket;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.ports.Telemetry;
import heliograph.ports.TokenVerifier;
import heliograph.ports.TokenVerifier.Verdict;
import heliograph.websocket.connection.MessageHandler;
import heliograph.websocket.listener.ClientListener;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/** A listener with the transport on a free port of the loopback, and a scripted hub. */
public final class TestNode implements AutoCloseable {
  /** Takes each token for its user's name, but for some. */
  public static final TokenVerifier NAMES =
      token ->
          switch (token) {
            case "expired" -> new Verdict.Rejected("the token has expired");
            case "nokeys" -> new Verdict.Unavailable("the keys are out of reach");
            case "mute" -> new Verdict.Accepted(principal(token), false);
            case "broken" -> throw new IllegalStateException("a fault of the verifier");
            default -> new Verdict.Accepted(principal(token), true);
          };

  /** Counts in memory. */
  public static final class Counts implements Telemetry {
    private final ConcurrentHashMap<Counter, AtomicLong> counts = new ConcurrentHashMap<>();

    @Override
    public void count(Counter counter, long n) {
      counts.computeIfAbsent(counter, c -> new AtomicLong()).addAndGet(n);
    }

    public long of(Counter counter) {
      return counts.computeIfAbsent(counter, c -> new AtomicLong()).get();
    }
  }

  private final ScriptedHub hub = new ScriptedHub();
  private final Counts counts = new Counts();
  private final WebSocketTransport transport;
  private final ClientListener listener;
  private volatile boolean ready = true;

  /** Starts with the defaults, or what is made of them. */
  public TestNode(UnaryOperator<TransportConfig> change) {
    this(change, (SSLContext) null);
  }

  /** Starts with TLS, unless that is null. */
  public TestNode(UnaryOperator<TransportConfig> change, SSLContext tls) {
    transport =
        WebSocketTransport.of(
            change.apply(TransportConfig.DEFAULT),
            new WebSocketTransport.Needs(hub, hub, NAMES, () -> ready, new SecureIds(), counts));
    hub.start(transport.connections());
    listener = start(transport, tls);
  }

  public TestNode() {
    this(config -> config);
  }

  /** Starts a server for a handler of messages; there is no hub. */
  public TestNode(UnaryOperator<TransportConfig> change, MessageHandler handler) {
    this(change, handler, null);
  }

  /** The same with TLS, unless that is null. */
  public TestNode(UnaryOperator<TransportConfig> change, MessageHandler handler, SSLContext tls) {
    transport = WebSocketTransport.of(change.apply(TransportConfig.DEFAULT), handler, NAMES);
    listener = start(transport, tls);
  }

  private static ClientListener start(WebSocketTransport transport, SSLContext tls) {
    try {
      return transport.listen(
          new InetSocketAddress("127.0.0.1", 0),
          tls,
          HttpRouting.builder().get("/hello", (request, response) -> response.send("hello")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Principal principal(String user) {
    return new Principal(new UserId(user), Grants.ALL, Principal.NEVER);
  }

  public int port() {
    return listener.port();
  }

  public ScriptedHub hub() {
    return hub;
  }

  public WebSocketTransport transport() {
    return transport;
  }

  public Counts counts() {
    return counts;
  }

  public void ready(boolean ready) {
    this.ready = ready;
  }

  @Override
  public void close() {
    transport.close();
    listener.close();
    hub.close();
  }
}
