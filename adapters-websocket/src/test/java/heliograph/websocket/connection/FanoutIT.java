package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Payload;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.Eventually;
import heliograph.websocket.RawClient;
import heliograph.websocket.TestNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One room's messages to many sockets, some of which do not read. */
class FanoutIT {
  private static Ephemeral message(int number, int bytes) {
    String json = "\"" + number + " " + "x".repeat(bytes) + "\"";
    return new Ephemeral(
        new RoomName("r"),
        null,
        0,
        new Payload(Payload.Type.JSON, json.getBytes(StandardCharsets.UTF_8)),
        null);
  }

  private static List<RawClient> open(TestNode node, int count, String... headers) {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawClient client = RawClient.open(node.port(), headers);
      client.readMessage();
      clients.add(client);
    }
    return clients;
  }

  private static void assertReads(RawClient client, int from, int to) {
    for (int number = from; number < to; number++) {
      assertThat(client.readMessage().text()).contains("\"data\":\"" + number + " ");
    }
  }

  @Test
  void everyMemberGetsEveryMessageInOrder() {
    int members = 200;
    int messages = 50;
    try (TestNode node = new TestNode()) {
      List<RawClient> clients = open(node, members);
      for (int number = 0; number < messages; number++) {
        node.hub().broadcast(message(number, 10));
      }

      clients.forEach(client -> assertReads(client, 0, messages));
      Eventually.holds(
          () -> node.counts().of(Counter.MESSAGES_DELIVERED) == (long) members * messages);
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void aFrameThatCannotBeWrittenEndsItsConnectionAndLeavesNothingForOthers() {
    ServerFrame broken =
        new Ephemeral(new RoomName("r"), null, 0, new Payload(Payload.Type.JSON, null), null);
    try (TestNode node = new TestNode()) {
      List<RawClient> clients = open(node, 3);
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 3);
      List<Peer> peers = node.hub().peers();
      node.hub().tell(peers.get(0), message(1, 10), broken);
      node.hub().tell(peers.get(1), message(2, 10));
      node.hub().tell(peers.get(1), message(3, 10), broken);
      node.hub().tell(peers.get(2), message(4, 10), message(5, 10));

      assertThat(clients.get(0).readToEnd()).isTrue();
      assertReads(clients.get(1), 2, 3);
      assertReads(clients.get(2), 4, 6);
    }
  }

  @Test
  void membersOfBothFormatsCompressedAndNotReadTheSame() {
    try (TestNode node = new TestNode()) {
      List<RawClient> plain = open(node, 3);
      List<RawClient> cbor = open(node, 3, "Sec-WebSocket-Protocol: heliograph.v1.cbor");
      List<RawClient> small = open(node, 3, "Sec-WebSocket-Extensions: permessage-deflate");
      node.hub().broadcast(message(1, 2_000));

      for (RawClient client : plain) {
        assertThat(client.readMessage().payload()).hasSizeGreaterThan(2_000);
      }
      for (RawClient client : cbor) {
        assertThat(client.readMessage().text()).contains("1 xxx");
      }
      for (RawClient client : small) {
        RawClient.Frame frame = client.readMessage();
        assertThat(frame.rsv1()).isTrue();
        assertThat(frame.payload()).hasSizeLessThan(200);
      }
      node.hub().broadcast(message(2, 10));
      for (RawClient client : small) {
        assertThat(client.readMessage().rsv1()).isFalse();
      }
    }
  }

  @Test
  void whoDoesNotReadHoldsUpNobody() {
    int stalled = 5;
    int messages = 200;
    try (TestNode node = new TestNode()) {
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < stalled; i++) {
        RawClient client = new RawClient(node.port(), 4_096);
        client.request(RawClient.handshake("/ws"));
        slow.add(client);
      }
      List<RawClient> clients = open(node, 40);
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (RawClient client : clients) {
        readers.add(CompletableFuture.runAsync(() -> assertReads(client, 0, messages)));
      }
      // 13 MB for each: more than any socket's buffers hold.
      for (int number = 0; number < messages; number++) {
        node.hub().broadcast(message(number, 64 << 10));
      }

      readers.forEach(CompletableFuture::join);
      assertThat(node.transport().openCount()).isEqualTo(45);
      // They were waited for, not dropped.
      slow.getFirst().readMessage();
      assertReads(slow.getFirst(), 0, messages);
      slow.forEach(RawClient::close);
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void theOthersAreWrittenToWhileOneStalls() {
    int bytes = 12 << 20;
    try (TestNode node = new TestNode()) {
      RawClient stuck = new RawClient(node.port(), 4_096);
      stuck.request(RawClient.handshake("/ws"));
      stuck.readMessage();
      List<RawClient> clients = open(node, 5);
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 6);
      // The first of them never gets through with it.
      node.hub().broadcast(message(1, bytes));

      for (RawClient client : clients) {
        assertThat(client.readMessage().payload()).hasSizeGreaterThan(bytes);
        client.close();
      }
      assertThat(node.hub().inputs(Input.Written.class)).hasSizeLessThan(12);
      stuck.reset();
    }
  }

  @Test
  void aWriteThatDoesNotEndCutsItsConnection() {
    try (TestNode node = new TestNode(c -> c.with(e -> e.writeTimeoutMs = 150));
        RawClient stuck = new RawClient(node.port(), 4_096)) {
      stuck.request(RawClient.handshake("/ws"));
      stuck.readMessage();
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
      node.hub().inputs().clear();
      node.hub().broadcast(message(1, 20 << 20));

      Eventually.holds(() -> node.transport().openCount() == 0);
      Eventually.holds(() -> node.hub().inputs(Input.Written.class).size() == 1);
      assertThat(node.counts().of(Counter.PEERS_CUT_STALLED)).isEqualTo(1);
      assertThat(node.hub().inputs(Input.Closed.class)).hasSize(1);
    }
  }

  @Test
  void aSharedFrameOfAnyKindReachesAll() {
    try (TestNode node = new TestNode()) {
      List<RawClient> clients = open(node, 70);
      node.hub().broadcast(new ServerFrame.TokenExpiring(1), message(2, 5));
      node.hub().broadcast(new ServerFrame.TokenExpiring(3));

      for (RawClient client : clients) {
        assertThat(client.readMessage().text()).contains("\"expiresAt\":1");
        assertReads(client, 2, 3);
        assertThat(client.readMessage().text()).contains("\"expiresAt\":3");
      }
    }
  }

  @Test
  void whatIsLargerThanOneSocketWriteArrivesWhole() {
    try (TestNode node = new TestNode()) {
      RawClient client = open(node, 1).getFirst();
      Peer peer = node.hub().peers().getFirst();
      node.hub()
          .tell(
              peer,
              message(1, 100 << 10),
              message(2, 100 << 10),
              message(3, 1 << 20),
              message(4, 1));

      assertReads(client, 1, 5);
      client.close();
    }
  }
}
