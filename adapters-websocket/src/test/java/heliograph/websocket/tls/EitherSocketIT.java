package heliograph.websocket.tls;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.TlsFiles;
import heliograph.websocket.TransportConfig;
import heliograph.websocket.frame.Opcode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for a socket whether it is plain or under TLS. */
@Timeout(120)
class EitherSocketIT {
  /** A client with this does not take much more than it reads. */
  private static final int SMALL_BYTES = 4_096;

  @TempDir private static Path folder;
  private static SSLContext server;
  private static SSLContext client;

  @BeforeAll
  static void make() {
    TestCertificate made = new TestCertificate(folder, "EC");
    server = TlsFiles.context(TlsFiles.chain(made.cert()), TlsFiles.key(made.key()));
    client = made.trusting();
  }

  private static TestNode node(boolean tls, UnaryOperator<TransportConfig> change) {
    return new TestNode(change, tls ? server : null);
  }

  private static RawClient open(TestNode node, boolean tls, int receiveBytes) throws IOException {
    Socket socket = tls ? client.getSocketFactory().createSocket() : new Socket();
    return new RawClient(node.port(), receiveBytes, socket).upgraded();
  }

  /** Frames of half a kilobyte or so, numbered. */
  private static ServerFrame[] frames(int from, int count) {
    ServerFrame[] frames = new ServerFrame[count];
    for (int i = 0; i < count; i++) {
      frames[i] =
          new ServerFrame.Failure(
              null, heliograph.domain.ErrorCode.INVALID, (from + i) + " " + "x".repeat(500), -1);
    }
    return frames;
  }

  private static RawClient welcomed(TestNode node, boolean tls) throws IOException {
    RawClient client = open(node, tls, SMALL_BYTES);
    client.readMessage();
    return client;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSlowReaderGetsAllThatItsSocketDidNotTakeAtOnceInOrder(boolean tls) throws IOException {
    int count = 20_000;
    try (TestNode node = node(tls, c -> c);
        RawClient slow = welcomed(node, tls);
        RawClient other = open(node, tls, 0)) {
      other.readMessage();
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 2);
      Peer peer = node.hub().peers().getFirst();
      // 10 MB: more than any socket's buffers hold.
      node.hub().tell(peer, frames(0, count));
      // Others' frames are put together in the same memory meanwhile.
      node.hub().tell(node.hub().peers().get(1), frames(count, 250));
      for (int i = count; i < count + 250; i++) {
        assertThat(other.readMessage().text()).contains("\"" + i + " xxx");
      }
      // What is handled in between is answered behind what is stuck, and holds up nobody.
      slow.send(Opcode.PING, (byte) 7);
      other.sendText("{\"type\":\"ping\",\"id\":1}");
      assertThat(other.readMessage().text()).contains("pong");
      assertThat(node.hub().inputs(Input.Written.class))
          .filteredOn(written -> written.peer() == peer)
          .hasSize(1);

      int next = 0;
      boolean pong = false;
      while (next < count || !pong) {
        RawClient.Frame frame = slow.readMessage();
        if (frame.opcode() == Opcode.PONG) {
          pong = true;
        } else {
          assertThat(frame.text()).contains("\"" + next++ + " xxx");
        }
      }
      assertThat(node.counts().of(Counter.PEERS_CUT_STALLED)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatIsClosedWhileItDoesNotReadGetsTheRestAndThenItsReason(boolean tls)
      throws IOException {
    int count = 10_000;
    try (TestNode node = node(tls, c -> c.with(e -> e.closeTimeoutMs = 60_000));
        RawClient slow = open(node, tls, SMALL_BYTES)) {
      slow.readMessage();
      Peer peer = node.hub().peers().getFirst();
      node.hub().tell(peer, frames(0, count));
      node.hub().close(peer, CloseReason.TOO_SLOW);

      for (int i = 0; i < count; i++) {
        assertThat(slow.readMessage().text()).contains("\"" + i + " xxx");
      }
      assertThat(slow.readMessage().closeCode()).isEqualTo(4408);
      slow.sendClose(4408);
      assertThat(slow.readToEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatEndsItsSideOnlyIsGone(boolean tls) throws IOException {
    try (TestNode node = node(tls, c -> c);
        RawClient half = open(node, tls, 0)) {
      half.readMessage();
      half.shutdownOutput();

      assertThat(half.readToEnd()).isTrue();
      Eventually.holds(() -> node.transport().openCount() == 0);
      Eventually.holds(() -> node.hub().inputs(Input.Closed.class).size() == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsThatEndInAnyWayWhileWrittenToEndOnceAndLeaveTheirPlaces(boolean tls)
      throws IOException {
    int count = tls ? 60 : 200;
    Random random = new Random(4);
    try (TestNode node =
        node(tls, c -> c.with(e -> e.maxConnections = e.maxConnectionsPerAddress = count))) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        clients.add(open(node, tls, i % 4 == 0 ? SMALL_BYTES : 0));
      }
      Eventually.holds(() -> node.hub().peers().size() == count);
      List<Peer> peers = node.hub().peers();
      for (int i = 0; i < count; i++) {
        // 100 KB for each, in the midst of which it ends.
        node.hub().broadcast(frames(0, 2));
        node.hub().tell(peers.get(i), frames(2, 200));
        switch (random.nextInt(4)) {
          case 0 -> clients.get(i).reset();
          case 1 -> clients.get(i).close();
          case 2 -> clients.get(i).sendClose(1000);
          default -> node.hub().close(peers.get(i), CloseReason.DRAINING);
        }
      }
      clients.forEach(RawClient::close);

      Eventually.holds(() -> node.transport().openCount() == 0);
      Eventually.holds(() -> node.hub().inputs(Input.Closed.class).size() == count);
      assertThat(node.hub().inputs(Input.Closed.class)).doesNotHaveDuplicates();
      for (int i = 0; i < count; i++) {
        clients.set(i, open(node, tls, 0));
      }
      clients.forEach(RawClient::close);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransportThatIsClosedEndsAllItsConnections(boolean tls) throws IOException {
    TestNode node = node(tls, c -> c);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(open(node, tls, SMALL_BYTES));
    }
    Eventually.holds(() -> node.hub().peers().size() == 20);
    node.hub().broadcast(frames(0, 2_000));
    node.close();

    assertThat(node.transport().openCount()).isZero();
    for (RawClient client : clients) {
      client.readToEnd();
      client.close();
    }
  }
}
