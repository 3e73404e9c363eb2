package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Frame;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One client's frames, in and out, over a socket. */
class ConversationIT {
  private static final String PING = "{\"type\":\"ping\",\"id\":8}";
  private static final String PONG = "{\"type\":\"pong\",\"id\":8}";

  @Test
  void theServerSpeaksFirstAndAsksForProofThatItWasHeard() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      assertThat(client.readFrame().text()).startsWith("{\"type\":\"welcome\"");
      assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);
      assertThat(node.hub().inputs(Input.Heard.class)).isEmpty();

      client.send(Opcode.PONG);

      Eventually.holds(() -> node.hub().inputs(Input.Heard.class).size() == 1);
    }
  }

  @Test
  void inputsComeInOrderFromOpenedToClosed() {
    try (TestNode node = new TestNode()) {
      try (RawClient client = RawClient.open(node.port())) {
        client.sendText(PING);
        client.readMessage();
        assertThat(client.readMessage().text()).isEqualTo(PONG);
      }
      Eventually.holds(() -> !node.hub().inputs(Input.Closed.class).isEmpty());

      assertThat(node.hub().inputs())
          .filteredOn(input -> !(input instanceof Input.Written))
          .extracting(input -> input.getClass().getSimpleName())
          .containsExactly("Opened", "Heard", "Asked", "Closed");
      assertThat(node.transport().openCount()).isZero();
    }
  }

  @Test
  void framesRightBehindTheHandshakeAreNotLost() {
    try (TestNode node = new TestNode();
        RawClient client = new RawClient(node.port())) {
      byte[] handshake = RawClient.handshake("/ws").getBytes(StandardCharsets.ISO_8859_1);
      byte[] frame = RawClient.frame(true, Opcode.TEXT, PING.getBytes(StandardCharsets.UTF_8));
      byte[] segment = new byte[handshake.length + 2 * frame.length];
      System.arraycopy(handshake, 0, segment, 0, handshake.length);
      System.arraycopy(frame, 0, segment, handshake.length, frame.length);
      System.arraycopy(frame, 0, segment, handshake.length + frame.length, frame.length);

      client.sendRaw(segment);

      assertThat(client.readResponse().status()).isEqualTo(101);
      assertThat(client.readMessage().text()).contains("welcome");
      assertThat(client.readMessage().text()).isEqualTo(PONG);
      assertThat(client.readMessage().text()).isEqualTo(PONG);
    }
  }

  @Test
  void aClientMaySendByteByByte() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      for (byte b : RawClient.frame(true, Opcode.TEXT, PING.getBytes(StandardCharsets.UTF_8))) {
        client.sendRaw(new byte[] {b});
      }

      client.readMessage();
      assertThat(client.readMessage().text()).isEqualTo(PONG);
    }
  }

  @Test
  void controlFramesMayStandBetweenFragments() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      byte[] text = PING.getBytes(StandardCharsets.UTF_8);
      client.sendRaw(RawClient.frame(false, Opcode.TEXT, java.util.Arrays.copyOf(text, 5)));
      client.send(Opcode.PING, (byte) 42);
      Frame pong = client.readMessage();
      client.sendRaw(
          RawClient.frame(
              true, Opcode.CONTINUATION, java.util.Arrays.copyOfRange(text, 5, text.length)));

      assertThat(pong.opcode()).isEqualTo(Opcode.PONG);
      assertThat(pong.payload()).containsExactly(42);
      assertThat(client.readMessage().text()).isEqualTo(PONG);
    }
  }

  @Test
  void aFloodOfPingsIsAnsweredByTheLatestPongs() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      int pings = 20_000;
      Thread.startVirtualThread(
          () -> {
            for (int i = 1; i <= pings; i++) {
              client.send(Opcode.PING, (byte) (i >> 16), (byte) (i >> 8), (byte) i);
            }
          });

      int last = 0;
      int pongs = 0;
      while (last < pings) {
        byte[] payload = client.readMessage().payload();
        int number = (payload[0] & 0xFF) << 16 | (payload[1] & 0xFF) << 8 | payload[2] & 0xFF;
        assertThat(number).isGreaterThan(last);
        last = number;
        pongs++;
      }
      assertThat(pongs).isLessThanOrEqualTo(pings);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | bad_frame",
        "{\"type\":\"join\"} | invalid",
        "{\"type\":\"dance\",\"id\":1} | unknown_type",
      })
  void whatIsNoRequestGetsAnErrorAndTheConnectionStays(String text, String code) {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.sendText(text);
      client.sendText(PING);

      assertThat(client.readMessage().text()).contains("\"code\":\"" + code + "\"");
      assertThat(client.readMessage().text()).isEqualTo(PONG);
    }
  }

  @Test
  void aBinaryMessageIsABadFrameWhereTextIsSpoken() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.send(Opcode.BINARY, PING.getBytes(StandardCharsets.UTF_8));

      assertThat(client.readMessage().text()).contains("bad_frame", "text");
    }
  }

  @Test
  void aTextMessageIsABadFrameWhereCborIsSpoken() {
    try (TestNode node = new TestNode();
        RawClient client =
            RawClient.open(node.port(), "Sec-WebSocket-Protocol: heliograph.v1.cbor")) {
      assertThat(client.readMessage().opcode()).isEqualTo(Opcode.BINARY);
      client.sendText(PING);

      Frame failure = client.readMessage();
      assertThat(failure.opcode()).isEqualTo(Opcode.BINARY);
      assertThat(failure.text()).contains("bad_frame");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bob | \"type\":\"refreshed\"",
        "expired | \"code\":\"invalid\"",
        "mute | \"code\":\"invalid\"",
        "nokeys | \"code\":\"unavailable\"",
      })
  void aNewTokenIsVerifiedBeforeTheHubSeesIt(String token, String answer) {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.sendText("{\"type\":\"refresh\",\"id\":\"a\",\"token\":\"" + token + "\"}");

      assertThat(client.readMessage().text()).contains("\"id\":\"a\"", answer);
      assertThat(node.hub().inputs(Input.Asked.class)).isEmpty();
    }
  }

  @Test
  void aFaultOfTheVerifierEndsTheConnectionWithACodeAndNoOther() {
    try (TestNode node = new TestNode();
        RawClient other = RawClient.open(node.port());
        RawClient client = RawClient.open(node.port())) {
      other.readMessage();
      client.readMessage();
      client.sendText("{\"type\":\"refresh\",\"id\":1,\"token\":\"broken\"}");

      assertThat(client.readMessage().closeCode()).isEqualTo(1011);
      assertThat(client.readToEnd()).isTrue();
      other.sendText(PING);
      assertThat(other.readMessage().text()).isEqualTo(PONG);
    }
  }

  @Test
  void framesBeyondTheRateAreRefusedWithTheirIdAndATimeToWait() {
    try (TestNode node = new TestNode(c -> c.with(e -> e.maxFramesPerSecond = 3));
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      for (int id = 0; id < 4; id++) {
        client.sendText("{\"type\":\"ping\",\"id\":" + id + "}");
      }

      for (int id = 0; id < 3; id++) {
        assertThat(client.readMessage().text()).isEqualTo("{\"type\":\"pong\",\"id\":" + id + "}");
      }
      assertThat(client.readMessage().text())
          .contains("\"id\":3", "\"code\":\"rate_limited\"", "\"retryAfterMs\":");
      assertThat(node.counts().of(Counter.RATE_LIMITED)).isEqualTo(1);
    }
  }

  @Test
  void bytesBeyondTheRateAreRefusedAndPingsCountAsFrames() {
    try (TestNode node =
            new TestNode(
                c ->
                    c.with(
                        e -> {
                          e.maxFramesPerSecond = 2;
                          e.maxBytesPerSecond = 30;
                        }));
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      client.sendText(PING);
      client.sendText(PING);
      client.send(Opcode.PING);

      assertThat(client.readMessage().text()).isEqualTo(PONG);
      assertThat(client.readMessage().text()).contains("rate_limited");
      assertThat(client.readMessage().text()).contains("rate_limited");
    }
  }

  @Test
  void anInternalFailureNamesTheConnection() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port(), "X-Request-Id: find-me")) {
      client.readMessage();
      Peer peer = node.hub().peers().getFirst();
      node.hub().tell(peer, new ServerFrame.Failure(null, ErrorCode.INTERNAL, "internal error"));

      assertThat(client.readMessage().text()).contains("internal error (find-me)");
    }
  }

  @Test
  void framesOfOneWriteGoOutInOneSocketWriteInTheirOrder() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
      long before = node.counts().of(Counter.WRITES);
      Peer peer = node.hub().peers().getFirst();
      ServerFrame[] frames = new ServerFrame[50];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = new ServerFrame.TokenExpiring(i);
      }
      node.hub().tell(peer, frames);

      for (int i = 0; i < frames.length; i++) {
        assertThat(client.readMessage().text()).contains("\"expiresAt\":" + i + "}");
      }
      Eventually.holds(() -> node.counts().of(Counter.FRAMES_SENT) == 51);
      assertThat(node.counts().of(Counter.WRITES) - before).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void manyPublishesOfOneClientKeepTheirOrder() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      int count = 2_000;
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < count; i++) {
              client.sendText(
                  "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"ephemeral\":true,\"data\":"
                      + i
                      + "}");
            }
          });

      for (int i = 0; i < count; i++) {
        assertThat(client.readMessage().text()).contains("\"data\":" + i);
      }
      assertThat(node.hub().inputs(Input.Asked.class)).hasSize(count);
      assertThat(List.of(node.transport().openCount())).containsExactly(1);
    }
  }
}
