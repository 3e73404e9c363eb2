package heliograph.websocket.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.CloseReason;
import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.TlsFiles;
import heliograph.websocket.TransportConfig;
import heliograph.websocket.connection.EchoMessages;
import heliograph.websocket.frame.Opcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The transport under TLS, with the JDK's own client side at the other end. */
@Timeout(60)
class TlsIT {
  @TempDir private static Path folder;
  private static TestCertificate certificate;
  private static SSLContext server;

  @BeforeAll
  static void make() {
    certificate = new TestCertificate(folder, "EC");
    server = TlsFiles.context(TlsFiles.chain(certificate.cert()), TlsFiles.key(certificate.key()));
  }

  private static TestNode node(UnaryOperator<TransportConfig> change) {
    return new TestNode(change, server);
  }

  private static SSLSocket socket(String... protocols) throws IOException {
    SSLSocket socket = (SSLSocket) certificate.trusting().getSocketFactory().createSocket();
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  private static RawClient open(TestNode node, String... headers) throws IOException {
    return new RawClient(node.port(), 0, socket()).upgraded(headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientOfEitherVersionIsWelcomedAndHeard(String version) throws IOException {
    SSLSocket socket = socket(version);
    try (TestNode node = node(c -> c);
        RawClient client = new RawClient(node.port(), 0, socket).upgraded()) {
      assertThat(client.readMessage().text()).contains("\"type\":\"welcome\"");
      client.sendText("{\"type\":\"ping\",\"id\":7}");

      assertThat(client.readMessage().text()).isEqualTo("{\"type\":\"pong\",\"id\":7}");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void theJdksOwnWebSocketClientTalksOverWss() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            if (text.toString().contains("pong")) {
              answer.complete(text.toString());
            }
            return WebSocket.Listener.super.onText(from, text, last);
          }
        };
    try (TestNode node = node(c -> c);
        HttpClient http = HttpClient.newBuilder().sslContext(certificate.trusting()).build()) {
      WebSocket client =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer alice")
              .buildAsync(URI.create("wss://localhost:" + node.port() + "/ws"), listener)
              .get(60, TimeUnit.SECONDS);
      client.sendText("{\"type\":\"ping\",\"id\":1}", true).get(60, TimeUnit.SECONDS);

      assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("{\"type\":\"pong\",\"id\":1}");
      client.sendClose(WebSocket.NORMAL_CLOSURE, "").get(60, TimeUnit.SECONDS);
      Eventually.holds(() -> node.transport().openCount() == 0);
    }
  }

  @Test
  void anOlderVersionIsRefused() throws IOException {
    SSLSocket socket = socket("TLSv1.1");
    try (TestNode node = node(c -> c)) {
      assertThatThrownBy(() -> new RawClient(node.port(), 0, socket).upgraded())
          .hasCauseInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void http11IsAgreedOnWhereItIsOffered() throws IOException {
    SSLSocket socket = socket();
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    try (TestNode node = node(c -> c);
        RawClient client = new RawClient(node.port(), 0, socket).upgraded()) {
      client.readMessage();

      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  @Test
  void plainHttpIsServedToo() throws IOException {
    try (TestNode node = node(c -> c);
        RawClient client = new RawClient(node.port(), 0, socket())) {
      assertThat(client.request("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n").status())
          .isEqualTo(200);
    }
  }

  @Test
  void messagesOfManyRecordsComeBackWhole() throws IOException {
    try (TestNode node =
            new TestNode(c -> c.with(e -> e.maxFrameBytes = 4 << 20), new EchoMessages(), server);
        RawClient client = open(node)) {
      for (int size : new int[] {0, 1, 16_000, 16_384, 16_385, 70_000, 1 << 20, 3 << 20}) {
        String sent = "x".repeat(size);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> client.sendText(sent));

        assertThat(client.readMessage().text()).isEqualTo(sent);
        sending.join();
      }
    }
  }

  @Test
  void manyMessagesAtOnceKeepTheirOrder() throws IOException {
    int count = 2_000;
    try (TestNode node = new TestNode(c -> c, new EchoMessages(), server);
        RawClient client = open(node)) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < count; i++) {
                  client.sendText("message " + i);
                }
              });
      for (int i = 0; i < count; i++) {
        assertThat(client.readMessage().text()).isEqualTo("message " + i);
      }
      sending.join();
    }
  }

  @Test
  void everyMemberGetsWhatIsSaidToAll() throws IOException {
    try (TestNode node = node(c -> c)) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        clients.add(open(node));
      }
      clients.forEach(RawClient::readMessage);
      for (int round = 0; round < 20; round++) {
        node.hub().broadcast(new ServerFrame.TokenExpiring(round));
      }
      for (RawClient client : clients) {
        for (int round = 0; round < 20; round++) {
          assertThat(client.readMessage().text()).contains("\"expiresAt\":" + round + "}");
        }
        client.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void theHubClosesWithItsReason(CloseReason reason) throws IOException {
    try (TestNode node = node(c -> c);
        RawClient client = open(node)) {
      client.readMessage();
      node.hub().close(node.hub().peers().getFirst(), reason);

      assertThat(client.readMessage().closeCode()).isEqualTo(reason.code());
      client.sendClose(reason.code());
      assertThat(client.readToEnd()).isTrue();
      Eventually.holds(() -> node.hub().inputs(Input.Closed.class).size() == 1);
    }
  }

  @Test
  void theClientsCloseIsAnsweredAndTheSocketEndsInOrder() throws IOException {
    try (TestNode node = node(c -> c);
        RawClient client = open(node)) {
      client.readMessage();
      client.sendClose(1000);

      assertThat(client.readMessage().closeCode()).isEqualTo(1000);
      assertThat(client.readToEnd()).isTrue();
    }
  }

  @Test
  void aSilentClientIsCut() throws IOException {
    try (TestNode node = node(c -> c.with(e -> e.heartbeatMs = 200));
        RawClient client = open(node)) {
      client.readFrame();
      assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);

      Eventually.holds(() -> node.counts().of(Counter.PEERS_CUT_DEAD) == 1);
      Eventually.holds(() -> node.transport().openCount() == 0);
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutAndTheOthersGoOn() throws IOException {
    try (TestNode node = node(c -> c.with(e -> e.writeTimeoutMs = 500));
        RawClient stuck = new RawClient(node.port(), 4_096, socket()).upgraded();
        RawClient other = open(node)) {
      stuck.readMessage();
      other.readMessage();
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 2);
      String trace = "t".repeat(100);
      Peer peer = node.hub().peers().getFirst();
      for (int i = 0; i < 20; i++) {
        node.hub().tell(peer, large(trace));
      }

      Eventually.holds(() -> node.counts().of(Counter.PEERS_CUT_STALLED) == 1);
      other.sendText("{\"type\":\"ping\",\"id\":1}");
      assertThat(other.readMessage().text()).contains("pong");
    }
  }

  private static ServerFrame[] large(String text) {
    ServerFrame[] frames = new ServerFrame[2_000];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = new ServerFrame.Failure(null, ErrorCode.INVALID, text.repeat(5), -1);
    }
    return frames;
  }

  @Test
  void aSilentHandshakeIsCutInTime() throws IOException {
    try (TestNode node = node(c -> c.with(e -> e.handshakeTimeoutMs = 300));
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      silent.setSoTimeout(30_000);

      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aHandshakeOfAByteNowAndThenIsCutInTime() throws IOException {
    try (TestNode node = node(c -> c.with(e -> e.handshakeTimeoutMs = 300));
        Socket slow = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      slow.setSoTimeout(10);
      // The head of a handshake record that never gets whole.
      byte[] head = {22, 3, 1, 0, (byte) 200};
      assertThatThrownBy(
              () -> {
                int i = 0;
                while (true) {
                  slow.getOutputStream().write(i < head.length ? head[i] : 0);
                  i++;
                  readNothing(slow);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static void readNothing(Socket socket) throws IOException {
    try {
      if (socket.getInputStream().read() < 0) {
        throw new IOException("ended");
      }
    } catch (SocketTimeoutException e) {
      // Nothing came, as it should be.
    }
  }

  @Test
  void drainingWaitsForTheLast() throws IOException, InterruptedException {
    try (TestNode node = node(c -> c);
        RawClient client = open(node)) {
      client.readMessage();
      node.transport().beginDrain();

      assertThat(node.transport().awaitAllClosed(50)).isFalse();
      RawClient late = new RawClient(node.port(), 0, socket());
      assertThat(late.request(RawClient.handshake("/ws")).status()).isEqualTo(503);
      node.hub().close(node.hub().peers().getFirst(), CloseReason.DRAINING);
      assertThat(client.readMessage().closeCode()).isEqualTo(1001);
      client.sendClose(1001);
      assertThat(node.transport().awaitAllClosed(30_000)).isTrue();
      late.close();
    }
  }

  @Test
  void aPlainClientIsNotServed() {
    try (TestNode node = node(c -> c)) {
      assertThatThrownBy(() -> RawClient.open(node.port()))
          .isInstanceOf(UncheckedIOException.class);
    }
  }
}
