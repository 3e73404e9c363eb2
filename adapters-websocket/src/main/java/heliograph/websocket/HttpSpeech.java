package heliograph.websocket;

import heliograph.websocket.listener.LaterUpgrade;
import heliograph.websocket.upgrade.RequestHeads;
import heliograph.websocket.upgrade.WebSocketUpgrader;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;

/**
 * HTTP/1.1 as the transport wants it of Helidon: with our upgrader, bounded in time and size, and
 * logging no header, since some are tokens.
 */
final class HttpSpeech {
  /** A token may stand in the first line, as a query parameter. */
  private static final int PROLOGUE_BYTES_MAX = 8 << 10;

  private static final int HEADERS_BYTES_MAX = 16 << 10;

  private HttpSpeech() {}

  static Http1ConnectionSelector of(WebSocketUpgrader upgrader, RequestHeads heads) {
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
      builder.putUpgrader(spelling, new LaterUpgrade(upgrader));
    }
    return builder.build();
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
}
