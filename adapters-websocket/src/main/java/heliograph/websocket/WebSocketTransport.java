package heliograph.websocket;

import heliograph.ports.ClientInbox;
import heliograph.ports.Connections;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import heliograph.ports.TokenVerifier;
import heliograph.websocket.connection.ConnectionConfig;
import heliograph.websocket.connection.HubMessages;
import heliograph.websocket.connection.MessageHandler;
import heliograph.websocket.connection.Station;
import heliograph.websocket.upgrade.ConnectionLimits;
import heliograph.websocket.upgrade.OriginPolicy;
import heliograph.websocket.upgrade.PlainRequests;
import heliograph.websocket.upgrade.ProblemBodies;
import heliograph.websocket.upgrade.RequestHeads;
import heliograph.websocket.upgrade.UpgradeRules;
import heliograph.websocket.upgrade.WebSocketUpgrader;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http.HttpFeature;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The node's WebSocket side: a listener of Helidon's is told to {@linkplain #configure use it}, the
 * hub reaches its clients through {@link #connections}. Thread-safe, but for what {@link
 * Connections} says of itself.
 *
 * <p>Life: made, it watches; the listener is started; {@link #beginDrain}; {@link #awaitAllClosed};
 * {@link #cutAll} for who is left; the listener is stopped; {@link #close}.
 */
public final class WebSocketTransport implements AutoCloseable {
  private final TransportConfig config;
  private final Supplier<String> ids;
  private final Station station;
  private final HelidonListener listener;
  private volatile boolean draining;

  /** Everything a transport needs from outside. */
  public record Needs(
      ClientInbox clientInbox,
      Inbox inbox,
      TokenVerifier verifier,
      BooleanSupplier ready,
      Supplier<String> ids,
      Telemetry telemetry) {}

  /**
   * Makes a transport that speaks the client protocol.
   *
   * @param needs {@code ready}: false while the node is not, then upgrades get 503; {@code ids}:
   *     unguessable and unique, as of {@link SecureIds}
   */
  public static WebSocketTransport of(TransportConfig config, Needs needs) {
    HubMessages messages =
        new HubMessages(
            needs.clientInbox(),
            needs.inbox(),
            needs.verifier(),
            needs.ids(),
            config.maxFramesPerSecond(),
            config.maxBytesPerSecond(),
            needs.telemetry());
    return new WebSocketTransport(
        config, messages, needs.verifier(), needs.ready(), needs.ids(), needs.telemetry());
  }

  /** Makes a transport that hands messages to {@code handler}, whatever they say. */
  public static WebSocketTransport of(
      TransportConfig config, MessageHandler handler, TokenVerifier verifier) {
    return new WebSocketTransport(
        config, handler, verifier, () -> true, new SecureIds(), Telemetry.NONE);
  }

  private WebSocketTransport(
      TransportConfig config,
      MessageHandler handler,
      TokenVerifier verifier,
      BooleanSupplier ready,
      Supplier<String> ids,
      Telemetry telemetry) {
    this.config = config;
    this.ids = ids;
    RequestHeads heads = new RequestHeads(config.handshakeTimeoutMs());
    this.station =
        new Station(
            new ConnectionConfig(
                config.maxFrameBytes(),
                config.heartbeatMs(),
                config.writeTimeoutMs(),
                config.closeTimeoutMs(),
                config.compressMinBytes()),
            handler,
            heads,
            telemetry);
    WebSocketUpgrader upgrader =
        new WebSocketUpgrader(
            new UpgradeRules(
                config.path(),
                OriginPolicy.of(config.allowedOrigins()),
                config.compression(),
                config.retryAfterS()),
            new ConnectionLimits(
                config.maxConnections(),
                config.maxConnectionsPerUser(),
                config.maxConnectionsPerAddress()),
            verifier,
            () -> !draining && ready.getAsBoolean(),
            ids,
            telemetry,
            station::connect);
    this.listener = new HelidonListener(upgrader, heads);
  }

  /**
   * Sets what a listener (Helidon's server is its own first one) needs for the transport: its
   * protocol, socket options, error bodies. Nothing else may be set to these afterwards. The server
   * itself is to be told {@code shutdownHook(false)}, and its routing to have {@link #routing}.
   */
  public void configure(ListenerConfig.BuilderBase<?, ?> builder) {
    listener.configure(builder);
    builder.directHandlers(ProblemBodies.handlers(ids));
  }

  /** Returns what answers requests to the transport's path that are no handshakes, with 400. */
  public HttpFeature routing() {
    return new PlainRequests(config.path(), ids);
  }

  /** Returns the hub's way to its clients. */
  public Connections connections() {
    return station.connections();
  }

  /** Returns how many connections are open. */
  public int openCount() {
    return station.openCount();
  }

  /** Has all further upgrades refused with 503. */
  public void beginDrain() {
    draining = true;
  }

  /** Waits until no connection is open; false if the time was over first. */
  public boolean awaitAllClosed(long timeoutMs) throws InterruptedException {
    return station.awaitAllClosed(timeoutMs);
  }

  /** Ends all connections without a closing handshake; does not wait for it. */
  public void cutAll() {
    station.cutAll();
  }

  /** Ends everything the transport runs. */
  @Override
  public void close() {
    draining = true;
    station.close();
  }
}
