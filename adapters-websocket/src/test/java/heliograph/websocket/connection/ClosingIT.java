package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Frame;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 §7, and ends without it. */
class ClosingIT {
  private static void assertClosedOnce(TestNode node) {
    // None is open before the first is, either.
    Eventually.holds(() -> !node.hub().inputs(Input.Closed.class).isEmpty());
    Eventually.holds(() -> node.transport().openCount() == 0);
    assertThat(node.hub().peers()).isEmpty();
    assertThat(node.hub().inputs(Input.Closed.class)).hasSize(1);
  }

  private static void awaitWelcomed(TestNode node) {
    Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void theClientsCodeIsEchoedAndTheSocketEnds(int code) {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.sendClose(code);

      Frame answer = client.readMessage();
      assertThat(answer.opcode()).isEqualTo(Opcode.CLOSE);
      assertThat(answer.closeCode()).isEqualTo(code);
      assertThat(client.readToEnd()).isTrue();
      assertClosedOnce(node);
    }
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutOne() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.send(Opcode.CLOSE);

      assertThat(client.readMessage().payload()).isEmpty();
      assertThat(client.readToEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  void theHubClosesWithItsReason(CloseReason reason) {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      node.hub().close(node.hub().peers().getFirst(), reason);

      Frame close = client.readMessage();
      assertThat(close.closeCode()).isEqualTo(reason.code());
      assertThat(close.closeReason()).isEqualTo(reason.text());
      client.sendClose(reason.code());
      assertThat(client.readToEnd()).isTrue();
      assertClosedOnce(node);
    }
  }

  @Test
  void whatWasWrittenBeforeAnEndComesBeforeItAndNothingAfterIt() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      Peer peer = node.hub().peers().getFirst();
      awaitWelcomed(node);
      node.hub().inputs().clear();
      node.hub()
          .call(
              c -> {
                c.write(peer, List.of(new ServerFrame.TokenExpiring(7)));
                c.close(peer, CloseReason.TOKEN_EXPIRED);
              });
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
      node.hub().call(c -> c.write(peer, List.of(new ServerFrame.TokenExpiring(8))));
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 2);

      assertThat(client.readMessage().text()).contains("\"expiresAt\":7");
      assertThat(client.readMessage().closeCode()).isEqualTo(4401);
      client.sendClose(4401);
      assertThat(client.readToEnd()).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotAnswerAnEndIsCutInTime() {
    try (TestNode node = new TestNode(c -> c.with(e -> e.closeTimeoutMs = 150));
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      node.hub().close(node.hub().peers().getFirst(), CloseReason.DISCONNECTED);

      assertThat(client.readMessage().closeCode()).isEqualTo(4403);
      client.readToEnd();
      assertClosedOnce(node);
    }
  }

  @Test
  void requestsAfterTheHubClosedAreNotHeard() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      node.hub().close(node.hub().peers().getFirst(), CloseReason.RECONNECT);
      client.readMessage();
      client.sendText("{\"type\":\"ping\",\"id\":1}");
      client.send(Opcode.PING);
      client.sendClose(1000);

      assertThat(client.readToEnd()).isTrue();
      assertClosedOnce(node);
      assertThat(node.hub().inputs(Input.Asked.class)).isEmpty();
    }
  }

  static Stream<Arguments> violations() {
    byte[] large = new byte[65_537];
    byte[] unmasked = {(byte) 0x81, 1, 'x'};
    return Stream.of(
        Arguments.of("unmasked", unmasked, 1002),
        Arguments.of("reserved opcode", RawClient.frame(0x83, new byte[0]), 1002),
        Arguments.of("reserved bit", RawClient.frame(0xC1, new byte[0]), 1002),
        Arguments.of("lone continuation", RawClient.frame(0x80, new byte[0]), 1002),
        Arguments.of("bad close code", RawClient.frame(0x88, new byte[] {3, -18}), 1002),
        Arguments.of("not UTF-8", RawClient.frame(0x81, new byte[] {(byte) 0xFF}), 1007),
        Arguments.of("too large", RawClient.frame(0x81, large), 1009));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void aBrokenRuleClosesWithItsCode(String rule, byte[] bytes, int code) {
    try (TestNode node = new TestNode(c -> c.with(e -> e.closeTimeoutMs = 100));
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.sendRaw(bytes);

      Frame close = client.readMessage();
      assertThat(close.opcode()).isEqualTo(Opcode.CLOSE);
      assertThat(close.closeCode()).as(rule).isEqualTo(code);
      assertThat(client.readToEnd()).isTrue();
      assertClosedOnce(node);
    }
  }

  @Test
  void aClientThatEndsItsSideOnlyIsGone() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.shutdownOutput();

      assertThat(client.readToEnd()).isTrue();
      assertClosedOnce(node);
    }
  }

  @Test
  void aClientThatVanishesAmidAFrameIsGone() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      byte[] frame = RawClient.frame(true, Opcode.TEXT, "hello".getBytes(StandardCharsets.UTF_8));
      client.sendRaw(java.util.Arrays.copyOf(frame, 8));
      client.reset();

      assertClosedOnce(node);
    }
  }

  @Test
  void writesToAPeerThatIsGoneAreDoneAtOnce() {
    try (TestNode node = new TestNode()) {
      Peer gone;
      try (RawClient client = RawClient.open(node.port())) {
        client.readMessage();
        gone = node.hub().peers().getFirst();
        awaitWelcomed(node);
      }
      assertClosedOnce(node);
      node.hub().inputs().clear();
      node.hub()
          .call(
              c -> {
                c.write(gone, List.of(new ServerFrame.TokenExpiring(1)));
                c.pause(gone);
                c.resume(gone);
                c.close(gone, CloseReason.DRAINING);
              });

      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
      assertThat(node.hub().inputs()).hasSize(1);
    }
  }

  @Test
  void aStoppedServerEndsItsConnectionsWithoutAWordInTheirStreams() {
    TestNode node = new TestNode();
    try (RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.readFrame();
      node.close();

      assertThat(client.readToEnd()).isTrue();
      // The end of its connection is noted by a thread of its own.
      Eventually.holds(() -> node.transport().openCount() == 0);
    }
  }

  @Test
  void drainingWaitsForTheLast() throws InterruptedException {
    try (TestNode node = new TestNode()) {
      RawClient first = RawClient.open(node.port());
      RawClient second = RawClient.open(node.port());
      first.readMessage();
      second.readMessage();
      node.transport().beginDrain();

      first.close();
      assertThat(node.transport().awaitAllClosed(50)).isFalse();
      node.transport().cutAll();
      assertThat(node.transport().awaitAllClosed(10_000)).isTrue();
      second.readToEnd();
      second.close();
    }
  }

  @Test
  void thousandsThatVanishLeaveNothingBehind() {
    int rounds = 50;
    int atATime = 100;
    try (TestNode node = new TestNode(c -> c.with(e -> e.maxConnections = 2 * atATime))) {
      for (int round = 0; round < rounds; round++) {
        RawClient[] clients = new RawClient[atATime];
        for (int i = 0; i < atATime; i++) {
          clients[i] = new RawClient(node.port());
          clients[i].sendRaw(RawClient.handshake("/ws").getBytes(StandardCharsets.ISO_8859_1));
        }
        for (int i = 0; i < atATime; i++) {
          if (i % 3 == 0) {
            clients[i].readResponse();
          }
          if (i % 2 == 0) {
            clients[i].reset();
          } else {
            clients[i].close();
          }
        }
        Eventually.holds(() -> node.transport().openCount() < atATime);
      }
      Eventually.holds(() -> node.transport().openCount() == 0);

      assertThat(node.hub().peers()).isEmpty();
      assertThat(node.hub().inputs(Input.Closed.class))
          .hasSameSizeAs(node.hub().inputs(Input.Opened.class));
      assertThat(node.hub().inputs(Input.Opened.class).size()).isGreaterThan(rounds);
      RawClient.open(node.port()).close();
    }
  }
}
