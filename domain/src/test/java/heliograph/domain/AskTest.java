package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import heliograph.domain.message.Request;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol: "presence", "history", "ping", and the presence changes nobody asked for. */
class AskTest {
  private static final long OPEN = Request.History.OPEN;

  @Test
  void pingIsAnsweredWithAndWithoutAnId() {
    World world = new World();
    TestClient alice = world.node("n1").welcomed("alice");

    alice.ping(8);
    alice.ask(new Request.Ping(null));

    assertThat(alice.frames()).containsExactly("pong 8", "pong");
  }

  @Test
  void presenceCountsAllNodesAndCutsTheMembers() {
    World world = new World(Limits.DEFAULT.with(l -> l.presenceMembersMax = 2));
    Node one = world.node("n1");
    Node two = world.node("n2");
    for (int i = 0; i < 3; i++) {
      (i == 1 ? two : one).welcomed("u" + i).join(1, "r");
    }
    TestClient alice = one.welcomed("alice");

    alice.presence(5, "r");
    alice.presence(6, "nobody");

    assertThat(alice.frames())
        .containsExactly("presence 5 r 3 [u0/s1, u1/s2]", "presence 6 nobody 0 []");
  }

  @Test
  void presenceNeedsTheRightAndTheStore() {
    World world = new World();
    Node node = world.node("n1");
    Principal some =
        new Principal(new UserId("alice"), Grants.of("r", Right.PRESENCE), Principal.NEVER);
    TestClient alice = node.connect(some, null);
    node.fail(Effect.ListPresence.class);

    alice.presence(1, "q");
    alice.presence(2, "r");
    alice.presence(3, "$user:bob");

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s1 new",
            "error 1 forbidden: no right to see who is in q",
            "error 2 unavailable: presence is out of reach; try again",
            "error 3 forbidden: no right to see who is in $user:bob");
  }

  @Test
  void presenceFollowsJoinLeaveDropAndResume() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    assertThat(world.present("r")).containsExactly("s1");
    alice.leave(2, "r");
    assertThat(world.present("r")).isEmpty();
    alice.join(3, "r");
    alice.disconnect();
    assertThat(world.present("r")).isEmpty();

    node.resume(alice);

    assertThat(world.present("r")).containsExactly("s1");
  }

  @Test
  void presenceChangesGoToTheOthersInConfiguredRoomsOnly() {
    World world = new World(Limits.DEFAULT.with(l -> l.presenceEvents = List.of("lobby*")));
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "lobby1");
    alice.join(2, "quiet");
    TestClient bob = two.welcomed("bob");

    bob.join(1, "lobby1");
    bob.join(2, "quiet");
    bob.leave(3, "lobby1");
    bob.disconnect();

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 lobby1@-1",
            "joined 2 quiet@-1",
            "member_joined lobby1 s2",
            "member_left lobby1 s2");
  }

  @Test
  void presenceChangesAreNotSentInRoomsWithTooManyMembersHere() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.presenceEvents = List.of("*");
                  l.presenceEventsMembersMax = 2;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.welcomed("bob").join(1, "r");
    assertThat(alice.frames()).containsExactly("joined 1 r@-1", "member_joined r s2");

    node.welcomed("carol").join(1, "r");

    assertThat(alice.frames()).isEmpty();
  }

  @Test
  void historyBringsTheLastMessagesOldestFirst() {
    World world = new World();
    Node node = world.node("n1");
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");

    alice.history(1, "r", 2);
    alice.history(2, "r", 4);
    alice.history(3, "nobody", 4);

    assertThat(alice.frames())
        .containsExactly(
            "history 1 r [r@2<? ext: m2, r@3<2 ext: m3] more",
            "history 2 r [r@0<-1 ext: m0, r@1<0 ext: m1, r@2<1 ext: m2, r@3<2 ext: m3]",
            "history 3 nobody []");
  }

  @Test
  void historyBeforeAndAfterAreExclusive() {
    World world = new World();
    Node node = world.node("n1");
    for (int i = 0; i < 5; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");

    alice.historyBetween(1, "r", 3, OPEN, 2);
    alice.historyBetween(2, "r", 1, OPEN, 2);
    alice.historyBetween(3, "r", OPEN, 2, 9);
    alice.historyBetween(4, "r", OPEN, -1, 2);

    assertThat(alice.frames())
        .containsExactly(
            "history 1 r [r@1<? ext: m1, r@2<1 ext: m2] more",
            "history 2 r [r@0<-1 ext: m0]",
            "history 3 r [r@3<? ext: m3, r@4<3 ext: m4]",
            "history 4 r [r@0<-1 ext: m0, r@1<0 ext: m1] more");
  }

  @Test
  void historyIsCutAtItsBounds() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.historyMax = 3;
                  l.readBytesMax = 10;
                }));
    Node node = world.node("n1");
    for (int i = 0; i < 5; i++) {
      world.produce("short", "m");
      world.produce("long", "x".repeat(10));
    }
    TestClient alice = node.welcomed("alice");

    alice.history(1, "short", 1_000);
    alice.history(2, "long", 1_000);

    assertThat(alice.frames())
        .containsExactly(
            "history 1 short [short@4<? ext: m, short@6<4 ext: m, short@8<6 ext: m] more",
            "history 2 long [long@9<? ext: xxxxxxxxxx] more");
  }

  @Test
  void historyNeedsTheRightButForTheOwnInbox() {
    World world = new World();
    Node node = world.node("n1");
    node.welcomed("bob").send(1, "alice", "hi");
    Principal none = new Principal(new UserId("alice"), new Grants(List.of()), Principal.NEVER);
    TestClient alice = node.connect(none, null);

    alice.history(1, "r", 1);
    alice.history(2, "$user:bob", 1);
    alice.history(3, "$user:alice", 1);

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s2 new",
            "error 1 forbidden: no right to see the history of r",
            "error 2 forbidden: no right to see the history of $user:bob",
            "history 3 $user:alice [$user:alice@0<-1 bob: hi]");
  }

  @Test
  void historyWithTheLogOutOfReachIsUnavailable() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.Read.class);

    alice.history(1, "r", 1);

    assertThat(alice.frames())
        .containsExactly("error 1 unavailable: the log is out of reach; try again");
  }

  @Test
  void pagesOfHistoryCountAsManyRequestsAndReplies() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.inFlightMax = 16;
                  l.outboxFramesMax = 4;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Read.class);
    for (int i = 0; i < 8; i++) {
      assertThat(alice.paused).isFalse();
      alice.history(i, "r", 1);
    }
    assertThat(alice.paused).isTrue();
    alice.slow();
    world.produce("$user:alice", "under way");

    node.release();

    assertThat(alice.paused).isTrue();
    alice.fast();
    assertThat(alice.paused).isFalse();
    assertThat(alice.frames()).hasSize(9);
  }
}
