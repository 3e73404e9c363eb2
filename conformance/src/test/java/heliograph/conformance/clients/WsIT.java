package heliograph.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.conformance.EchoServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * RFC 7692 with npm's {@code ws}, in the manner of Autobahn's groups 12 and 13: 13 sets of
 * parameters; 12 sizes of text and binary up to 128 KiB; fragments with pings between them.
 */
class WsIT {
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final long TIMEOUT_MS = 10 * 60_000;

  @Test
  void whateverIsAgreedToMessagesComeBackAsTheyWere() throws IOException, InterruptedException {
    try (EchoServer echo = new EchoServer()) {
      assertThat(NodeScript.run("client.js", TIMEOUT_MS, echo.url()))
          .containsExactly(
              "no parameters | " + AGREED + " | answers compressed | ok",
              "off | nothing | answers plain | ok",
              "client_no_context_takeover | " + AGREED + " | answers compressed | ok",
              "server_no_context_takeover | " + AGREED + " | answers compressed | ok",
              "both no_context_takeover | " + AGREED + " | answers compressed | ok",
              "client_max_window_bits=15 | " + AGREED + " | answers compressed | ok",
              "client_max_window_bits=9 | " + AGREED + " | answers compressed | ok",
              "server_max_window_bits=15 | " + AGREED + window(15) + " | answers compressed | ok",
              "server_max_window_bits=12 | " + AGREED + window(12) + " | answers compressed | ok",
              "server_max_window_bits=9 | " + AGREED + window(9) + " | answers plain | ok",
              "server_max_window_bits=8 | " + AGREED + window(8) + " | answers plain | ok",
              "all of them, 9 | " + AGREED + window(9) + " | answers plain | ok",
              "all of them, 15 | " + AGREED + window(15) + " | answers compressed | ok");
    }
  }

  private static String window(int bits) {
    return "; server_max_window_bits=" + bits;
  }
}
