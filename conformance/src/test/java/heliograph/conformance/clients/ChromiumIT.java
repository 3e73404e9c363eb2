package heliograph.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.conformance.EchoServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** A browser's own WebSocket, which compresses what it sends: text and binary, of many sizes. */
class ChromiumIT {
  /** Runs in the page; a browser compresses, and fragments large messages, as it sees fit. */
  private static final String SCRIPT =
      """
      const [url, done] = arguments;
      const sizes = [0, 1, 125, 126, 1023, 1024, 1025, 4096, 65535, 65536, 131072, 1 << 20, 4 << 20];
      const text = n => 'heliograph é 光 🙂 '.repeat(n / 20 + 1).slice(0, n);
      const noise = n => {
        const bytes = new Uint8Array(n);
        for (let at = 0; at < n; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
        return bytes;
      };
      const zeros = n => new Uint8Array(n);
      const messages = sizes.flatMap(n => [text(n), noise(n), zeros(n)]);
      const same = (a, b) => typeof a === 'string' ? a === b
          : a.length === b.byteLength && new Uint8Array(b).every((byte, i) => byte === a[i]);
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      let next = 0;
      let wrong = 0;
      socket.onopen = () => messages.forEach(message => socket.send(message));
      socket.onmessage = event => {
        if (!same(messages[next], event.data)) wrong++;
        if (++next === messages.length) socket.close(1000, 'done');
      };
      const end = how => done(
          [socket.extensions, 'echoes ' + next + ' of ' + messages.length, 'wrong ' + wrong, how]);
      socket.onclose = event => end('closed ' + event.code + ' ' + event.wasClean);
      setTimeout(() => end('buffered ' + socket.bufferedAmount), 120_000);
      """;

  @Test
  void compressedMessagesComeBackAsTheyWere(@TempDir Path profile) {
    try (EchoServer echo = new EchoServer()) {
      ChromeDriver browser = Chromium.start(profile);
      try {
        browser.manage().timeouts().scriptTimeout(Duration.ofMinutes(3));
        // Any page of the echo's own: from elsewhere Chromium first asks whether it may.
        browser.get("http://127.0.0.1:" + echo.port() + "/page");
        Object said = browser.executeAsyncScript(SCRIPT, echo.url());

        assertThat(said)
            .isEqualTo(
                List.of(
                    "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                    "echoes 39 of 39",
                    "wrong 0",
                    "closed 1000 true"));
      } finally {
        browser.quit();
      }
    }
  }
}
