package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is written to whom, in which order, and what is kept in memory for it. */
class DeliveryTest {

  @Test
  void allMembersOnAllNodesSeeOneOrder() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    TestClient bob = two.welcomed("bob");
    alice.join(1, "r");
    bob.join(1, "r");
    two.lag();
    alice.publish(2, "r", "a");
    bob.publish(2, "r", "b");
    world.produce("r", "c");
    two.catchUp();

    List<String> order = List.of("r@0<-1 alice: a", "r@1<0 bob: b", "r@2<1 ext: c");
    assertThat(alice.frames().stream().filter(f -> f.startsWith("r@"))).isEqualTo(order);
    assertThat(bob.frames().stream().filter(f -> f.startsWith("r@"))).isEqualTo(order);
  }

  @Test
  void prevIsTheRoomsOwnMessageBeforeNotThePartitionsNorADroppedDuplicate() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    MessageKey key = new MessageKey("k");
    world.produce(new Draft(new RoomName("r"), new UserId("x"), key, World.data("1"), null, null));
    world.produce("q", "elsewhere");
    world.produce(new Draft(new RoomName("r"), new UserId("x"), key, World.data("1"), null, null));
    world.produce("r", "2");

    assertThat(alice.frames()).containsExactly("r@0<-1 x: 1", "r@3<0 ext: 2");
  }

  @Test
  void prevIsAbsentWhereTheLastRecordBeforeTheJoinWasADuplicate() {
    World world = new World();
    Node node = world.node("n1");
    MessageKey key = new MessageKey("k");
    Draft draft = new Draft(new RoomName("r"), new UserId("x"), key, World.data("1"), null, null);
    world.produce(draft);
    world.produce(draft);
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "2");

    assertThat(alice.frames()).containsExactly("joined 1 r@1", "r@2<? ext: 2");
  }

  @Test
  void whatComesWhileAWriteIsUnderWayGoesIntoTheNextOneRepliesFirst() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.join(2, "q");
    alice.frames();
    alice.slow();
    world.produce("r", "m0");
    world.produce("q", "m1");
    world.produce("r", "m2");
    alice.whisper(3, "r", "typing", true);
    alice.ping(4);

    alice.read();
    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m0");
    alice.read();

    assertThat(alice.frames())
        .containsExactly(
            "published 3 r", "pong 4", "q@1<-1 ext: m1", "r@2<0 ext: m2", "r@- alice: typing");
    assertThat(alice.isBeingWritten()).isFalse();
  }

  @Test
  void writesAreBoundedInMessagesAndBytesAndRoomsTakeTurns() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.batchMessagesMax = 3;
                  l.batchBytesMax = 1_000;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.join(2, "q");
    alice.frames();
    alice.slow();
    for (int i = 0; i < 6; i++) {
      world.produce("r", "r");
    }
    world.produce("q", "q");
    world.produce("q", "x".repeat(900));
    world.produce("q", "q");

    List<Integer> sizes = new ArrayList<>();
    List<String> all = new ArrayList<>();
    while (alice.isBeingWritten()) {
      alice.read();
      List<String> batch = alice.frames();
      sizes.add(batch.size());
      batch.forEach(f -> all.add(f.substring(0, 3)));
    }

    assertThat(sizes).containsExactly(1, 3, 2, 3);
    assertThat(all).containsExactly("r@0", "r@1", "r@2", "r@3", "q@6", "q@7", "r@4", "r@5", "q@8");
  }

  @Test
  void ringsAreBoundedInCountAndBytesPerRoomAndOverAllRooms() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.ringMessagesMax = 8;
                  l.ringBytesMax = 1_000;
                  l.nodeRingBytesMax = 2_000;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    for (int r = 0; r < 10; r++) {
      alice.join(r, "r" + r);
    }

    for (int i = 0; i < 10; i++) {
      for (int r = 0; r < 10; r++) {
        world.produce("r" + r, "x".repeat(50));
      }
    }

    assertThat(node.hub.counts().ringBytes()).isBetween(1L, 2_000L);
    alice.disconnect();
    assertThat(node.hub.counts().ringBytes()).isZero();
  }

  @Test
  void ringOfTheRoomThatWasQuietForLongestGoesFirst() {
    World world = new World(Limits.DEFAULT.with(l -> l.nodeRingBytesMax = 450));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "quiet");
    alice.join(2, "busy");
    world.produce("quiet", "m");
    world.produce("busy", "m");
    world.produce("busy", "m");
    TestClient bob = node.welcomed("bob");

    bob.joinHistory(1, "busy", 2);
    assertThat(node.count(Effect.Read.class)).isZero();
    bob.joinHistory(2, "quiet", 1);

    assertThat(node.count(Effect.Read.class)).isEqualTo(1);
    assertThat(bob.frames()).hasSize(5);
  }

  @Test
  void segmentsAreBoundedPerRoomAndOverAllRoomsAndGoWithTheirRoom() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.readMessagesMax = 1;
                  l.stretchesMax = 2;
                  l.nodeStretchBytesMax = 2_500;
                  l.ringMessagesMax = 1;
                }));
    Node node = world.node("n1");
    for (int r = 0; r < 10; r++) {
      for (int i = 0; i < 5; i++) {
        world.produce("r" + r, "m");
      }
    }
    TestClient alice = node.welcomed("alice");
    long most = 0;
    for (int r = 0; r < 10; r++) {
      alice.joinFrom(r, "r" + r, -1);
      most = Math.max(most, node.hub.counts().segmentBytes());
    }

    assertThat(alice.frames()).hasSize(60);
    assertThat(most).isBetween(1_000L, 2_500L);
    alice.disconnect();
    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void clientThatDoesNotReadItsRepliesIsNotReadFrom() {
    World world = new World(Limits.DEFAULT.with(l -> l.outboxFramesMax = 4));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.slow();
    for (int i = 0; i < 4; i++) {
      alice.ping(i);
    }
    assertThat(alice.paused).isFalse();
    alice.ping(4);
    assertThat(alice.paused).isTrue();

    alice.read();

    assertThat(alice.paused).isFalse();
    alice.fast();
    assertThat(alice.frames()).containsExactly("pong 0", "pong 1", "pong 2", "pong 3", "pong 4");
  }

  @Test
  void clientWithTooMuchUnderWayIsNotReadFromUntilHalfIsAnswered() {
    World world = new World(Limits.DEFAULT.with(l -> l.inFlightMax = 4));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Append.class);
    for (int i = 0; i < 4; i++) {
      assertThat(alice.paused).isFalse();
      alice.publish(i, "r", "m");
    }
    assertThat(alice.paused).isTrue();

    node.release();

    assertThat(alice.paused).isFalse();
    assertThat(alice.frames()).hasSize(4);
  }

  @Test
  void publishesThatTimedOutAreNoLongerUnderWay() {
    World world = new World(Limits.DEFAULT.with(l -> l.inFlightMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Append.class);
    alice.publish(1, "r", "m");
    alice.publish(2, "r", "m");
    assertThat(alice.paused).isTrue();

    world.pass(world.limits.publishTimeoutMs());

    assertThat(alice.paused).isFalse();
  }

  @Test
  void slowClientLosesItsOldestEphemeralsAndNothingElse() {
    World world = new World(Limits.DEFAULT.with(l -> l.ephemeralsMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    world.produce("r", "m0");
    for (int i = 0; i < 4; i++) {
      bob.whisper(i, "r", "e" + i, true);
      world.produce("r", "m");
    }

    alice.fast();

    assertThat(alice.frames())
        .containsExactly(
            "r@0<-1 ext: m0",
            "r@1<0 ext: m",
            "r@2<1 ext: m",
            "r@3<2 ext: m",
            "r@4<3 ext: m",
            "r@- bob: e2",
            "r@- bob: e3");
  }

  @Test
  void idleMembersShareOneListOfOneMessage() {
    World world = new World();
    Node node = world.node("n1");
    for (int i = 0; i < 3; i++) {
      TestClient client = node.welcomed("u" + i);
      client.join(1, "r");
    }
    node.effects.clear();

    world.produce("r", "m");

    List<List<ServerFrame>> written =
        node.effects.stream().map(e -> ((Effect.Write) e).frames()).toList();
    assertThat(written).hasSize(3).allSatisfy(f -> assertThat(f).isSameAs(written.getFirst()));
  }

  @Test
  void idleMembersShareOneListOfOneEphemeral() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.welcomed("bob").join(1, "r");
    node.welcomed("carol").join(1, "r");
    node.effects.clear();

    alice.whisper(2, "r", "e", false);

    List<List<ServerFrame>> written =
        node.effects.stream()
            .filter(e -> e instanceof Effect.Write w && w.peer() != alice)
            .map(e -> ((Effect.Write) e).frames())
            .toList();
    assertThat(written).hasSize(2).allSatisfy(f -> assertThat(f).isSameAs(written.getFirst()));
  }

  @Test
  void nothingIsWrittenToAConnectionThatIsClosedOrGone() {
    World world = new World(Limits.DEFAULT.with(l -> l.badFramesMax = 0));
    Node node = world.node("n1");
    TestClient closing = node.welcomed("alice");
    closing.join(1, "r");
    closing.slow();
    world.produce("r", "m0");
    closing.faulty(null, ErrorCode.BAD_FRAME);
    closing.ping(2);
    world.produce("r", "m1");
    closing.fast();
    world.produce("r", "m2");
    closing.disconnect();
    world.produce("r", "m3");

    assertThat(closing.frames()).containsExactly("joined 1 r@-1", "r@0<-1 ext: m0");
    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void roomThatIsFollowedAnewLosesAndRepeatsNothing() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    node.loseTail();
    world.produce("r", "m1");
    world.produce("r", "m2");
    node.regainTail();
    world.produce("r", "m3");

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 r@-1", "r@0<-1 ext: m0", "r@1<? ext: m1", "r@2<1 ext: m2", "r@3<2 ext: m3");
  }
}
