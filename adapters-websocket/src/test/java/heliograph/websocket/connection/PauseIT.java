package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PauseIT {
  @Test
  void aPausedPeerIsHeardAgainAfterEveryResume() {
    int messages = 5_000;
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      Peer peer = node.hub().peers().getFirst();
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < messages; i++) {
              client.sendText("{\"type\":\"leave\",\"id\":" + i + ",\"room\":\"r\"}");
            }
          });
      while (node.hub().inputs(Input.Asked.class).size() < messages) {
        for (int i = 0; i < 50; i++) {
          node.hub().call(c -> c.pause(peer));
          node.hub().call(c -> c.resume(peer));
        }
      }

      assertThat(node.hub().inputs(Input.Asked.class))
          .extracting(asked -> asked.request().id().toString())
          .doesNotHaveDuplicates()
          .hasSize(messages);
    }
  }

  @Test
  void aPausedPeerIsNotReadFrom() {
    try (TestNode node = new TestNode();
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      Peer peer = node.hub().peers().getFirst();
      node.hub().call(c -> c.pause(peer));
      for (int i = 0; i < 10; i++) {
        client.sendText("{\"type\":\"ping\",\"id\":1}");
      }
      try (RawClient other = RawClient.open(node.port())) {
        other.readMessage();
        for (int i = 0; i < 10; i++) {
          other.sendText("{\"type\":\"ping\",\"id\":2}");
          other.readMessage();
        }
      }

      assertThat(node.hub().inputs(Input.Asked.class)).allMatch(asked -> asked.peer() != peer);
      node.hub().call(c -> c.resume(peer));
      Eventually.holds(() -> node.hub().inputs(Input.Asked.class).size() == 20);
    }
  }

  @Test
  void aPausedPeerCanBeClosed() {
    try (TestNode node = new TestNode(c -> c.with(e -> e.closeTimeoutMs = 5_000));
        RawClient client = RawClient.open(node.port())) {
      client.readMessage();
      Peer peer = node.hub().peers().getFirst();
      node.hub().call(c -> c.pause(peer));
      node.hub().close(peer, CloseReason.TOO_SLOW);

      assertThat(client.readMessage().closeCode()).isEqualTo(4408);
      client.sendClose(4408);
      assertThat(client.readToEnd()).isTrue();
    }
  }
}
