package heliograph.websocket;

import heliograph.websocket.upgrade.RequestHeads;
import heliograph.websocket.upgrade.WebSocketUpgrader;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/**
 * HTTP/1.1 as the transport wants it of Helidon: with our upgrader, bounded in time, and logging no
 * header, since some are tokens. Thread-safe.
 */
final class HelidonListener implements ServerConnectionSelector {
  /** A token may stand in the first line, as a query parameter. */
  private static final int PROLOGUE_BYTES_MAX = 8 << 10;

  private static final int HEADERS_BYTES_MAX = 16 << 10;

  private final RequestHeads heads;
  private final Http1ConnectionSelector http;

  HelidonListener(WebSocketUpgrader upgrader, RequestHeads heads) {
    this.heads = heads;
    Http1ConnectionSelectorConfig.Builder builder =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .maxPrologueLength(PROLOGUE_BYTES_MAX)
                    .maxHeadersSize(HEADERS_BYTES_MAX)
                    .log(HttpLogConfig.builder().receiveLog(false).sendLog(false).build())
                    .addReceiveListener(heads)
                    .build());
    for (String spelling : spellings(upgrader.supportedProtocol())) {
      builder.putUpgrader(spelling, upgrader);
    }
    this.http = builder.build();
  }

  void configure(ListenerConfig.BuilderBase<?, ?> builder) {
    builder.protocolsDiscoverServices(false);
    builder.addConnectionSelector(this);
    // Half of what an idle connection costs with NIO; and the buffer of a plain socket is ours.
    builder.useNio(false);
    builder.connectionOptions(
        SocketOptions.builder()
            .tcpNoDelay(true)
            // Heartbeats tell; a timed read would cost every idle connection a timer.
            .readTimeout(Duration.ZERO)
            .build());
  }

  /**
   * Returns a protocol's name in every mix of cases: Helidon looks it up as it is written, while
   * RFC 6455 §4.2.1 wants any case.
   */
  private static String[] spellings(String name) {
    String[] spellings = new String[1 << name.length()];
    for (int bits = 0; bits < spellings.length; bits++) {
      char[] letters = name.toCharArray();
      for (int i = 0; i < letters.length; i++) {
        letters[i] = (bits >> i & 1) == 0 ? letters[i] : Character.toUpperCase(letters[i]);
      }
      spellings[bits] = new String(letters);
    }
    return spellings;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    heads.accepted(context);
    return http.connection(context);
  }
}
