package heliograph.websocket.upgrade;

import heliograph.domain.session.Principal;
import heliograph.ports.Telemetry;
import heliograph.ports.TokenVerifier;
import heliograph.websocket.deflate.Negotiation;
import heliograph.websocket.protocol.WireFormat;
import heliograph.websocket.socket.ClientSocket;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers WebSocket handshakes: with a 101 and a connection, or with a complete HTTP response after
 * which the TCP connection ends. Other paths than its own are left to HTTP routing. Thread-safe;
 * called on each connection's own virtual thread.
 */
public final class WebSocketUpgrader implements Http1Upgrader {
  private static final System.Logger LOG = System.getLogger(WebSocketUpgrader.class.getName());

  private static final byte[] NOTHING = {};

  private final UpgradeRules rules;
  private final Doorkeeper doorkeeper;
  private final Supplier<String> ids;
  private final Telemetry telemetry;
  private final Function<Admitted, ServerConnection> connections;

  /**
   * Makes an upgrader.
   *
   * @param open false while the node is not ready or drains: then all are refused with 503
   * @param ids fresh correlation ids: printable ASCII
   * @param connections makes the connection of a client whose 101 is sent
   */
  public WebSocketUpgrader(
      UpgradeRules rules,
      ConnectionLimits limits,
      TokenVerifier verifier,
      BooleanSupplier open,
      Supplier<String> ids,
      Telemetry telemetry,
      Function<Admitted, ServerConnection> connections) {
    this.rules = rules;
    this.doorkeeper = new Doorkeeper(rules, limits, verifier, open);
    this.ids = ids;
    this.telemetry = telemetry;
    this.connections = connections;
  }

  @Override
  public String supportedProtocol() {
    return "websocket";
  }

  @Override
  public ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    if (!prologue.uriPath().rawPath().equals(rules.path())) {
      return null;
    }
    String correlationId = CorrelationId.of(headers, ids);
    Doorkeeper.Answer answer;
    try {
      answer = doorkeeper.judge(context, prologue, headers);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "upgrade " + correlationId + " failed", e);
      answer = new Doorkeeper.Answer.Refuse(Refusal.internal());
    }
    return switch (answer) {
      case Doorkeeper.Answer.Refuse(Refusal refusal) ->
          throw refused(context, refusal, correlationId);
      case Doorkeeper.Answer.Enter(Principal principal, ConnectionLimits.Lease lease) ->
          admit(context, prologue, headers, principal, lease, correlationId);
    };
  }

  private CloseConnectionException refused(
      ConnectionContext context, Refusal refusal, String correlationId) {
    telemetry.count(Telemetry.Counter.UPGRADES_REFUSED, 1);
    LOG.log(
        Level.DEBUG,
        () -> "upgrade " + correlationId + " refused: " + refusal.status() + " " + refusal.code());
    send(context, refusal.response(correlationId));
    return new CloseConnectionException("upgrade refused");
  }

  private ServerConnection admit(
      ConnectionContext context,
      HttpPrologue prologue,
      WritableHeaders<?> headers,
      Principal principal,
      ConnectionLimits.Lease lease,
      String correlationId) {
    boolean connected = false;
    try {
      WireFormat chosen = Subprotocol.choose(HeaderLists.elements(headers, HeaderLists.PROTOCOL));
      Optional<Negotiation.Agreement> deflate =
          rules.compression()
              ? Negotiation.answer(HeaderLists.lines(headers, HeaderLists.EXTENSIONS))
              : Optional.empty();
      send(context, switching(headers, chosen, deflate, correlationId));
      ServerConnection connection =
          connections.apply(
              new Admitted(
                  (ClientSocket) context.serverSocket(),
                  ahead(context.dataReader()),
                  principal,
                  new QueryString(prologue.query().rawValue()).first("resume"),
                  chosen == null ? WireFormat.json() : chosen,
                  deflate.map(Negotiation.Agreement::windowBytes).orElse(0),
                  correlationId,
                  lease));
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        lease.release();
      }
    }
  }

  private static byte[] ahead(DataReader reader) {
    int buffered = reader.available();
    return buffered == 0 ? NOTHING : reader.readBytes(buffered);
  }

  private static byte[] switching(
      Headers headers,
      WireFormat chosen,
      Optional<Negotiation.Agreement> deflate,
      String correlationId) {
    StringBuilder head = new StringBuilder(256);
    head.append("HTTP/1.1 101 Switching Protocols\r\n");
    head.append("Upgrade: websocket\r\n");
    head.append("Connection: Upgrade\r\n");
    head.append("Sec-WebSocket-Accept: ");
    head.append(Handshake.accept(HeaderLists.single(headers, HeaderLists.KEY))).append("\r\n");
    if (chosen != null) {
      head.append("Sec-WebSocket-Protocol: ").append(chosen.subprotocol()).append("\r\n");
    }
    deflate.ifPresent(
        agreed -> head.append("Sec-WebSocket-Extensions: ").append(agreed.header()).append("\r\n"));
    head.append("X-Request-Id: ").append(correlationId).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void send(ConnectionContext context, byte[] response) {
    try {
      context.dataWriter().writeNow(BufferData.create(response));
    } catch (UncheckedIOException e) {
      throw new CloseConnectionException("the client went away during its handshake", e);
    }
  }
}
