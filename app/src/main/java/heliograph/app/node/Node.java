package heliograph.app.node;

import heliograph.app.config.Config;
import heliograph.app.config.HeapBounds;
import heliograph.app.http.AdminHttp;
import heliograph.app.http.Health;
import heliograph.app.http.PublicHttp;
import heliograph.app.observe.Metrics;
import heliograph.domain.Counts;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.jwt.JwtMinter;
import heliograph.jwt.JwtSettings;
import heliograph.jwt.JwtVerifier;
import heliograph.websocket.SecureIds;
import heliograph.websocket.WebSocketTransport;
import heliograph.websocket.listener.ClientListener;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A running node: everything put together by plain constructors, from top to bottom. Thread-safe.
 *
 * <p>Life: {@link #start}; {@link #drain} once; {@link #close}.
 */
public final class Node implements AutoCloseable {
  /** After the hard limit: how long the last sessions may take to be saved. */
  private static final long LAST_SAVES_MS = 1_000;

  /** A hub that did not turn for so long will not do so again. */
  private static final long HUB_LAG_MS_MAX = 30_000;

  private static final System.Logger LOG = System.getLogger(Node.class.getName());

  private final Config config;
  private final Metrics metrics = new Metrics();
  private final Backends backends;
  private final HubLoop loop;
  private final WebSocketTransport transport;
  private final JwtMinter devMinter;
  private final WebServer adminServer;

  /** Null until it listens. */
  private volatile ClientListener listener;

  private volatile boolean draining;
  private volatile boolean dead;

  /**
   * Starts a node; returns when it takes clients.
   *
   * @throws BackendFailure if Kafka or Redis is not set up for it
   * @throws RuntimeException if it cannot for other reasons; nothing is left running in any case
   */
  public static Node start(Config config) {
    HeapBounds.Fitting fitting = HeapBounds.fit(config, Runtime.getRuntime().maxMemory());
    Node node = new Node(fitting.config());
    try {
      node.begin();
      fitting.changes().forEach(change -> LOG.log(Level.INFO, change));
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  private Node(Config config) {
    this.config = config;
    InstantSource clock = InstantSource.system();
    JwtSettings tokens = Settings.tokens(config);
    backends = Backends.of(config, clock, metrics);
    loop =
        new HubLoop(
            new Hub(config.listen().nodeId(), config.limits()),
            clock::millis,
            metrics,
            () -> dead = true);
    transport =
        WebSocketTransport.of(
            Settings.transport(config),
            new WebSocketTransport.Needs(
                loop,
                loop,
                new JwtVerifier(tokens, clock),
                () -> notReady().isEmpty(),
                new SecureIds(),
                metrics));
    metrics.hub(loop::counts);
    metrics.gauge("hub_mailbox", "Inputs that wait for the hub.", () -> loop.waiting());
    metrics.gauge("connections_open", "WebSocket connections open.", () -> transport.openCount());
    metrics.gauge(
        "io_looks_apart_seconds",
        "How long a busy thread that serves sockets lets things to do gather.",
        () -> transport.looksApartNanos() / 1e9);
    metrics.gauge("ready", "1 if the node takes clients.", () -> notReady().isEmpty() ? 1 : 0);
    devMinter = config.auth().development() ? new JwtMinter(tokens, clock) : null;
    adminServer = adminServer();
  }

  private ClientListener listen() {
    HttpRouting.Builder routing = HttpRouting.builder();
    PublicHttp.route(routing, devMinter);
    Config.Listen listen = config.listen();
    try {
      return transport.listen(
          new InetSocketAddress(listen.host(), listen.port()), Settings.tls(config), routing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private WebServer adminServer() {
    HttpRouting.Builder routing = HttpRouting.builder();
    routing.register(new AdminHttp(health(), metrics));
    return WebServer.builder()
        .host(config.listen().adminHost())
        .port(config.listen().adminPort())
        .shutdownHook(false)
        .routing(routing)
        .build();
  }

  private void begin() {
    loop.start(
        new EffectRunner(
            transport.connections(),
            backends.log(),
            backends.sessions(),
            backends.presence(),
            backends.control(),
            metrics));
    Config.Listen listen = config.listen();
    // Before what may take its time: who looks after the node is to see that it lives, and why it
    // is not ready.
    Addresses.start(adminServer, listen.adminHost(), listen.adminPort());
    backends.start(loop);
    listener = listen();
  }

  /** Returns the port clients connect to. */
  public int httpPort() {
    return listener.port();
  }

  /** Returns the port of health and metrics. */
  public int adminPort() {
    return adminServer.port();
  }

  /** Returns how much the hub held at most about a second ago. */
  public Counts counts() {
    return loop.counts();
  }

  /** Returns how many WebSocket connections are open. */
  public int openCount() {
    return transport.openCount();
  }

  /**
   * Sends all clients away: told at once, each with a delay of its own within the drain time,
   * closed with 1001 when its session is saved. Returns when all are gone; who is not at the hard
   * limit is cut.
   */
  public void drain() throws InterruptedException {
    long startedAtMs = System.currentTimeMillis();
    draining = true;
    transport.beginDrain();
    LOG.log(Level.INFO, "draining {0} connections", transport.openCount());
    loop.submit(new Input.DrainStarted(config.drain().drainMs()));
    if (!transport.awaitAllClosed(config.drain().limitMs())) {
      LOG.log(Level.WARNING, "{0} connections did not end in time", transport.openCount());
      transport.cutAll();
      transport.awaitAllClosed(LAST_SAVES_MS);
    }
    LOG.log(Level.INFO, "drained in {0} ms", System.currentTimeMillis() - startedAtMs);
  }

  /** Ends everything at once; clients that are still there are cut, their sessions saved. */
  @Override
  public void close() {
    draining = true;
    transport.beginDrain();
    transport.cutAll();
    if (listener != null) {
      listener.close();
    }
    loop.stop();
    transport.close();
    backends.close();
    adminServer.stop();
  }

  private List<String> notReady() {
    List<String> reasons = new ArrayList<>(backends.notReady());
    if (draining) {
      reasons.add("draining");
    } else if (listener == null) {
      reasons.add("starting");
    }
    if (health().dead() != null) {
      reasons.add(health().dead());
    }
    return reasons;
  }

  private Health health() {
    return new Health() {
      @Override
      public String dead() {
        return dead || loop.lagMs() > HUB_LAG_MS_MAX ? "the hub does not turn" : null;
      }

      @Override
      public List<String> notReady() {
        return Node.this.notReady();
      }

      @Override
      public List<String> degraded() {
        return backends.degraded();
      }
    };
  }
}
