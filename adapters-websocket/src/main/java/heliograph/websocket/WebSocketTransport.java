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
import heliograph.websocket.listener.ClientListener;
import heliograph.websocket.upgrade.ConnectionLimits;
import heliograph.websocket.upgrade.OriginPolicy;
import heliograph.websocket.upgrade.PlainRequests;
import heliograph.websocket.upgrade.ProblemBodies;
import heliograph.websocket.upgrade.RequestHeads;
import heliograph.websocket.upgrade.UpgradeRules;
import heliograph.websocket.upgrade.WebSocketUpgrader;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The node's WebSocket side: clients come through what {@link #listen} returns, the hub reaches
 * them through {@link #connections}. Thread-safe, but for what {@link Connections} says of itself.
 *
 * <p>Life: made, it watches; {@link #listen}; {@link #beginDrain}; {@link #awaitAllClosed}; {@link
 * #cutAll} for who is left; the listener is closed; {@link #close}.
 */
public final class WebSocketTransport implements AutoCloseable {
  private final TransportConfig config;
  private final Supplier<String> ids;
  private final Station station;
  private final RequestHeads heads;
  private final WebSocketUpgrader upgrader;
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
            config.maxFrameBytes(),
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
    heads = new RequestHeads(config.handshakeTimeoutMs());
    this.station =
        new Station(
            new ConnectionConfig(
                config.maxFrameBytes(),
                config.heartbeatMs(),
                config.writeTimeoutMs(),
                config.closeTimeoutMs(),
                config.compressMinBytes(),
                config.coalesceMs()),
            handler,
            heads,
            telemetry);
    upgrader =
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
  }

  /**
   * Starts to listen for clients: for handshakes at the transport's path, and what {@code routing}
   * answers besides.
   *
   * @param tls null for none
   * @throws BindException if the address is not free, or not one of this host
   */
  public ClientListener listen(
      InetSocketAddress address, SSLContext tls, HttpRouting.Builder routing) throws IOException {
    routing.addFeature(new PlainRequests(config.path(), ids));
    return new ClientListener(
        address,
        new ClientListener.Speech(
            tls, HttpSpeech.of(upgrader, heads), routing, ProblemBodies.handlers(ids), heads));
  }

  /** Returns the hub's way to its clients. */
  public Connections connections() {
    return station.connections();
  }

  /** Returns how many connections are open. */
  public int openCount() {
    return station.openCount();
  }

  /**
   * Returns how long things to do gather at most before one of the threads that serve sockets looks
   * for them, in nanoseconds: 0 while none of them is busy, up to 2.5 times {@code coalesceMs}.
   */
  public long looksApartNanos() {
    return station.looksApartNanos();
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
