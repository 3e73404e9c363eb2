package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import heliograph.websocket.frame.Opcode;
import org.junit.jupiter.api.Test;

class ConversationIT {
  @Test
  void theServerSpeaksFirstAndThenPings() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      assertThat(client.readFrame().text()).startsWith("{\"type\":\"welcome\"");
      assertThat(client.readFrame().opcode()).isEqualTo(Opcode.PING);
      client.sendText("{\"type\":\"ping\",\"id\":8}");
      assertThat(client.readFrame().text()).isEqualTo("{\"type\":\"pong\",\"id\":8}");
    }
  }
}
