package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Frame;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** The connection's code without the protocol above it. */
class EchoIT {
  private static TestNode echo() {
    return new TestNode(c -> c.with(e -> e.maxFrameBytes = 16 << 20), new EchoMessages());
  }

  @Test
  void largeMessagesComeBackAsTheyWere() {
    byte[] large = new byte[16 << 20];
    new Random(1).nextBytes(large);
    try (TestNode node = echo();
        RawClient client = RawClient.open(node.port())) {
      Thread.startVirtualThread(
          () -> {
            client.send(Opcode.BINARY, large);
            client.send(Opcode.BINARY);
            client.sendText("done");
          });

      assertThat(client.readMessage().payload()).isEqualTo(large);
      assertThat(client.readMessage().payload()).isEmpty();
      assertThat(client.readMessage().text()).isEqualTo("done");
    }
  }

  @Test
  void manyMessagesWithPingsBetweenThemComeBackInOrder() {
    int messages = 3_000;
    try (TestNode node = echo();
        RawClient client = RawClient.open(node.port())) {
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < messages; i++) {
              client.sendText("message " + i);
              client.send(Opcode.PING, (byte) i);
            }
          });

      for (int next = 0; next < messages; ) {
        Frame frame = client.readMessage();
        if (frame.opcode() == Opcode.TEXT) {
          assertThat(frame.text()).isEqualTo("message " + next++);
        }
      }
    }
  }

  @Test
  void aCompressedMessageIsUnderstoodAndAnsweredCompressed()
      throws ProtocolViolation, DataFormatException {
    byte[] text = "heliograph ".repeat(500).getBytes();
    byte[] deflated =
        new heliograph.websocket.deflate.DeflateCodecs(1, 6).compress(text, 0, text.length);
    try (TestNode node = echo();
        RawClient client =
            RawClient.open(node.port(), "Sec-WebSocket-Extensions: permessage-deflate")) {
      client.sendRaw(RawClient.frame(0xC1, deflated));

      Frame echo = client.readMessage();
      assertThat(echo.rsv1()).isTrue();
      assertThat(inflated(echo.payload(), text.length)).isEqualTo(text);
    }
  }

  @Test
  void whatExceedsASmallerWindowIsSentAsItIs() {
    byte[] text = new byte[2_049];
    Arrays.fill(text, (byte) 'x');
    try (TestNode node = echo();
        RawClient client =
            RawClient.open(
                node.port(),
                "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=11")) {
      client.send(Opcode.TEXT, Arrays.copyOf(text, 2_048));
      client.send(Opcode.TEXT, text);

      assertThat(client.readMessage().rsv1()).isTrue();
      assertThat(client.readMessage()).extracting(Frame::rsv1).isEqualTo(false);
    }
  }

  private static byte[] inflated(byte[] payload, int length) throws DataFormatException {
    try (Inflater inflater = new Inflater(true)) {
      byte[] whole = Arrays.copyOf(payload, payload.length + 4);
      whole[payload.length + 2] = (byte) 0xFF;
      whole[payload.length + 3] = (byte) 0xFF;
      inflater.setInput(whole);
      byte[] message = new byte[length];
      assertThat(inflater.inflate(message)).isEqualTo(length);
      return message;
    }
  }
}
