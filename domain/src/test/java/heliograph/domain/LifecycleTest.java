package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Age, bad manners, a disconnect, a new epoch: what ends a connection, and what the client is told.
 */
class LifecycleTest {
  private static final UserId ALICE = new UserId("alice");

  @Test
  void oldConnectionIsAskedToReconnectOnceAndClosedWith1001() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.connectionAgeMs = 100_000;
                  l.reconnectGraceMs = 5_000;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    world.pass(90_000);
    assertThat(alice.frames()).isEmpty();

    world.pass(10_000);
    assertThat(alice.frames()).containsExactly("reconnect 2500");
    world.pass(5_000);

    assertThat(alice.frames()).isEmpty();
    assertThat(alice.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(alice.closed.code()).isEqualTo(1001);
    alice.disconnect();
    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void clientsThatCameTogetherAreAskedToReconnectApart() {
    World world = new World(Limits.DEFAULT.with(l -> l.connectionAgeMs = 100_000));
    Node node = world.node("n1");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(node.welcomed("u" + i));
    }
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      world.pass(1_000);
      for (TestClient client : clients) {
        if (client.frames().contains("reconnect 2500")) {
          times.add(world.nowMs - World.START_MS);
        }
      }
    }

    assertThat(times).hasSize(20).allSatisfy(at -> assertThat(at).isBetween(90_000L, 100_000L));
    assertThat(times.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void badFramesAreAnsweredAndTheOneBeyondTheBoundClosesWith1008() {
    World world = new World(Limits.DEFAULT.with(l -> l.badFramesMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    alice.faulty(null, ErrorCode.BAD_FRAME);
    alice.faulty(1L, ErrorCode.INVALID);
    alice.faulty(2L, ErrorCode.UNKNOWN_TYPE);
    alice.faulty(3L, ErrorCode.INVALID);
    assertThat(alice.closed).isNull();
    alice.faulty(null, ErrorCode.BAD_FRAME);

    assertThat(alice.frames())
        .containsExactly(
            "error bad_frame: no good",
            "error 1 invalid: no good",
            "error 2 unknown_type: no good",
            "error 3 invalid: no good");
    assertThat(alice.closed).isEqualTo(CloseReason.BAD_FRAMES);
    assertThat(alice.closed.code()).isEqualTo(1008);
  }

  @Test
  void repliesThatWaitForTheSocketComeBeforeTheClose() {
    World world = new World(Limits.DEFAULT.with(l -> l.badFramesMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.slow();
    for (int i = 0; i < 5; i++) {
      alice.faulty(null, ErrorCode.BAD_FRAME);
    }
    assertThat(alice.closed).isNull();

    alice.read();
    assertThat(alice.closed).isEqualTo(CloseReason.BAD_FRAMES);
    alice.read();

    String told = "error bad_frame: no good";
    assertThat(alice.frames()).containsExactly(told, told);
    assertThat(alice.isBeingWritten()).isFalse();
  }

  @Test
  void rateBreachesAreAnsweredAndTheOneBeyondTheBoundClosesWith4429() {
    World world = new World(Limits.DEFAULT.with(l -> l.rateBreachesMax = 1));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    alice.faulty(1L, ErrorCode.RATE_LIMITED);
    assertThat(alice.frames()).containsExactly("error 1 rate_limited: no good");
    alice.faulty(2L, ErrorCode.RATE_LIMITED);

    assertThat(alice.closed).isEqualTo(CloseReason.RATE_LIMITED);
    assertThat(alice.closed.code()).isEqualTo(4429);
  }

  @Test
  void disconnectClosesAllConnectionsOfTheUserOnAllNodesWith4403() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient phone = one.welcomed("alice");
    TestClient laptop = two.welcomed("alice");
    TestClient bob = two.welcomed("bob");

    world.nodes.forEach(n -> n.submit(new Input.Controlled(new Control.Disconnect(ALICE))));

    assertThat(List.of(phone.closed, laptop.closed))
        .containsExactly(CloseReason.DISCONNECTED, CloseReason.DISCONNECTED);
    assertThat(phone.closed.code()).isEqualTo(4403);
    assertThat(bob.closed).isNull();
  }

  @Test
  void newEpochSendsAllAwayAndTheyAreToldAsTheyResume() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    world.produce("r", "m1");
    alice.frames();

    world.beginNewEpoch("e2");
    alice.disconnect();
    TestClient again = node.resume(alice);
    world.produce("r", "n0");

    assertThat(alice.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@-1 lost]", "r@0<-1 ext: n0");
  }

  @Test
  void newEpochWhileRoomsAreJoinedAndSessionsOpenedLosesNobody() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 1));
    Node node = world.node("n1");
    world.produce("r", "m0");
    world.produce("r", "m1");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Read.class);
    alice.joinFrom(1, "r", -1);
    node.hold(Effect.Follow.class);
    TestClient bob = node.connect("bob");

    world.beginNewEpoch("e2");
    node.release();
    alice.disconnect();
    bob.disconnect();
    TestClient carol = node.welcomed("carol");
    carol.join(1, "r");
    world.produce("r", "n0");

    assertThat(bob.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(carol.frames()).containsExactly("joined 1 r@-1", "r@0<-1 ext: n0");
  }

  @Test
  void nothingIsLeftWhenAllClientsAreGone() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 2));
    Node node = world.node("n1");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      TestClient client = node.welcomed("u" + i);
      clients.add(client);
      client.join(1, "r", i % 2 == 0);
      client.joinHistory(2, "q" + i % 3, 5);
      client.publish(3, "r", "m", "k" + i, i % 3 == 0);
      client.whisper(4, "r", "e", true);
      client.presence(5, "r");
      client.history(6, "r", 3);
      if (i % 4 == 0) {
        client.slow();
      }
    }
    world.pass(3_000);

    clients.forEach(TestClient::disconnect);

    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
    assertThat(world.present("r")).isEmpty();
  }
}
