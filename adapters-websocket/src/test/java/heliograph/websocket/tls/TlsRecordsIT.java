package heliograph.websocket.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.TlsFiles;
import heliograph.websocket.connection.EchoMessages;
import heliograph.websocket.frame.Opcode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records against frames and segments: where one ends within another. */
@Timeout(120)
class TlsRecordsIT {
  @TempDir private static Path folder;
  private static SSLContext server;
  private static SSLContext client;

  @BeforeAll
  static void make() {
    TestCertificate made = new TestCertificate(folder, "EC");
    server = TlsFiles.context(TlsFiles.chain(made.cert()), TlsFiles.key(made.key()));
    client = made.trusting();
  }

  private static TestNode echo() {
    return new TestNode(c -> c, new EchoMessages(), server);
  }

  private static SSLSocket socket() throws IOException {
    return (SSLSocket) client.getSocketFactory().createSocket();
  }

  @Test
  void framesMayLieInTheRecordOfTheHandshake() throws IOException {
    try (TestNode node = echo();
        RawClient raw = new RawClient(node.port(), 0, socket())) {
      raw.sendRaw(joined(RawClient.handshake("/ws"), "first", "second"));

      assertThat(raw.readResponse().status()).isEqualTo(101);
      assertThat(raw.readMessage().text()).isEqualTo("first");
      assertThat(raw.readMessage().text()).isEqualTo("second");
    }
  }

  private static byte[] joined(String head, String... texts) {
    StringBuilder bytes = new StringBuilder(head);
    for (String text : texts) {
      byte[] frame = RawClient.frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.ISO_8859_1));
      bytes.append(new String(frame, StandardCharsets.ISO_8859_1));
    }
    return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void everyByteMayBeARecordOfItsOwn() throws IOException {
    try (TestNode node = echo();
        RawClient raw = new RawClient(node.port(), 0, socket()).upgraded()) {
      for (byte b : joined("", "a".repeat(300), "b")) {
        raw.sendRaw(new byte[] {b});
      }

      assertThat(raw.readMessage().text()).isEqualTo("a".repeat(300));
      assertThat(raw.readMessage().text()).isEqualTo("b");
    }
  }

  @Test
  void everyByteOfARecordMayBeASegmentOfItsOwn() throws IOException {
    try (TestNode node = echo();
        Dribbling under = new Dribbling()) {
      under.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
      under.setTcpNoDelay(true);
      SSLSocket over =
          (SSLSocket) client.getSocketFactory().createSocket(under, "localhost", node.port(), true);
      try (RawClient raw = new RawClient(node.port(), 0, new Connected(over)).upgraded()) {
        raw.sendRaw(joined("", "x".repeat(1_000), "y"));

        assertThat(raw.readMessage().text()).isEqualTo("x".repeat(1_000));
        assertThat(raw.readMessage().text()).isEqualTo("y");
      }
    }
  }

  @Test
  void aClientMayChangeItsKeys() throws IOException {
    SSLSocket socket = socket();
    try (TestNode node = echo();
        RawClient raw = new RawClient(node.port(), 0, socket).upgraded()) {
      for (int i = 0; i < 20; i++) {
        // In TLS 1.3 this asks for new keys in both directions.
        socket.startHandshake();
        raw.sendText("with key " + i);
        assertThat(raw.readMessage().text()).isEqualTo("with key " + i);
      }
    }
  }

  @Test
  void aClientThatWantsAnotherHandshakeIsCutAndTheOthersGoOn() throws IOException {
    SSLSocket socket = socket();
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    try (TestNode node = echo();
        RawClient other = new RawClient(node.port(), 0, socket()).upgraded();
        RawClient raw = new RawClient(node.port(), 0, socket).upgraded()) {
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                raw.sendText("hello");
                raw.readMessage();
              })
          .hasStackTraceContaining("IOException");

      other.sendText("still here");
      assertThat(other.readMessage().text()).isEqualTo("still here");
      Eventually.holds(() -> node.transport().openCount() == 1);
    }
  }

  @Test
  void bytesThatAreNoRecordEndTheConnection() throws IOException {
    try (TestNode node = echo();
        Dribbling under = new Dribbling()) {
      under.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
      SSLSocket over =
          (SSLSocket) client.getSocketFactory().createSocket(under, "localhost", node.port(), true);
      try (RawClient raw = new RawClient(node.port(), 0, new Connected(over)).upgraded()) {
        Eventually.holds(() -> node.transport().openCount() == 1);
        under.getOutputStream().write(new byte[100]);

        raw.readToEnd();
        Eventually.holds(() -> node.transport().openCount() == 0);
      }
    }
  }

  /** A socket each byte of which is written by itself. */
  private static final class Dribbling extends Socket {
    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream whole = super.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          whole.write(b);
        }
      };
    }
  }

  /** A socket over another that is connected already. */
  private static final class Connected extends Socket {
    private final Socket over;

    Connected(Socket over) {
      this.over = over;
    }

    @Override
    public void connect(SocketAddress endpoint) {
      // It is.
    }

    @Override
    public void setSoTimeout(int timeoutMs) throws java.net.SocketException {
      over.setSoTimeout(timeoutMs);
    }

    @Override
    public void setTcpNoDelay(boolean on) {
      // Said to the one below.
    }

    @Override
    public java.io.InputStream getInputStream() throws IOException {
      return over.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return over.getOutputStream();
    }

    @Override
    public void close() throws IOException {
      over.close();
    }
  }
}
