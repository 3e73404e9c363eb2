package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import org.junit.jupiter.api.Test;

/** Protocol, the requests "join" and "leave". */
class JoinTest {
  private final World world = new World(Limits.DEFAULT.with(l -> l.maxRooms = 3));
  private final Node node = world.node("n1");

  @Test
  void positionIsTheLogsLastAndMinusOneWhereThereIsNone() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    TestClient bob = node.welcomed("bob");

    bob.join(2, "r");

    assertThat(alice.frames()).containsExactly("joined 1 r@-1", "r@0<-1 ext: m0");
    assertThat(bob.frames()).containsExactly("joined 2 r@0");
  }

  @Test
  void joinFromAPositionReplaysWhatCameAfterIt() {
    TestClient bob = node.welcomed("bob");
    bob.join(1, "r");
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", 1);
    world.produce("r", "m4");

    assertThat(alice.frames())
        .containsExactly("joined 1 r@3", "r@2<1 ext: m2", "r@3<2 ext: m3", "r@4<3 ext: m4");
  }

  @Test
  void joinFromAPositionBelowTheRingReadsTheLog() {
    for (int i = 0; i < 3; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", -1);
    world.produce("r", "m3");

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 r@2", "r@0<-1 ext: m0", "r@1<0 ext: m1", "r@2<1 ext: m2", "r@3<2 ext: m3");
  }

  @Test
  void messagesThatComeWhileTheReplayIsReadFollowItOnce() {
    world.produce("r", "m0");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Read.class);
    alice.joinFrom(1, "r", -1);
    world.produce("r", "m1");

    node.release();
    world.produce("r", "m2");

    assertThat(alice.frames())
        .containsExactly("joined 1 r@1", "r@0<-1 ext: m0", "r@1<0 ext: m1", "r@2<1 ext: m2");
  }

  @Test
  void startOfAnotherEpochIsNotRecovered() {
    world.produce("r", "m0");
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", "e0", -1, false);

    assertThat(alice.frames()).containsExactly("joined 1 r@0 lost");
  }

  @Test
  void startThatIsNoLongerKeptIsNotRecovered() {
    for (int i = 0; i < 5; i++) {
      world.produce("r", "m" + i);
    }
    world.log.forgetBelow(3);
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", 1);
    alice.joinFrom(2, "q", -1);

    assertThat(alice.frames()).containsExactly("joined 1 r@4 lost", "joined 2 q@-1");
  }

  @Test
  void startRightBelowWhatIsKeptIsRecovered() {
    for (int i = 0; i < 5; i++) {
      world.produce("r", "m" + i);
    }
    world.log.forgetBelow(3);
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", 2);

    assertThat(alice.frames()).containsExactly("joined 1 r@4", "r@3<? ext: m3", "r@4<3 ext: m4");
  }

  @Test
  void startBeyondTheEndIsNotRecovered() {
    world.produce("r", "m0");
    TestClient alice = node.welcomed("alice");

    alice.joinFrom(1, "r", 7);
    world.produce("r", "m1");

    assertThat(alice.frames()).containsExactly("joined 1 r@0 lost", "r@1<0 ext: m1");
  }

  @Test
  void logOutOfReachRefusesAJoinThatWantsReplayAndNothingIsLeftBehind() {
    world.produce("r", "m0");
    world.produce("q", "m1");
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.Read.class);

    alice.joinFrom(1, "r", -1);
    alice.joinHistory(2, "q", 5);
    alice.join(3, "p");

    assertThat(alice.frames())
        .containsExactly(
            "error 1 unavailable: the log is out of reach; try again",
            "error 2 unavailable: the log is out of reach; try again",
            "joined 3 p@-1");
    assertThat(node.hub.counts().rooms()).isEqualTo(2);
  }

  @Test
  void secondJoinIsRefusedAlsoWhileTheFirstIsUnderWay() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Follow.class);

    alice.join(1, "r");
    alice.join(2, "r");
    node.release();
    alice.join(3, "r");

    assertThat(alice.frames())
        .containsExactly(
            "error 2 already_joined: already in r",
            "joined 1 r@-1",
            "error 3 already_joined: already in r");
  }

  @Test
  void joinNeedsTheRight() {
    Principal some =
        new Principal(new UserId("alice"), Grants.of("a*", Right.JOIN), Principal.NEVER);
    TestClient alice = node.connect(some, null);

    alice.join(1, "abc");
    alice.join(2, "b");

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s1 new", "joined 1 abc@-1", "error 2 forbidden: no right to join b");
  }

  @Test
  void roomsOfTheSystemAreNotJoinedAndTheOwnInboxIsJoinedAlready() {
    TestClient alice = node.welcomed("alice");

    alice.join(1, "$user:bob");
    alice.join(2, "$control");
    alice.join(3, "$user:alice");

    assertThat(alice.frames())
        .containsExactly(
            "error 1 forbidden: no right to join $user:bob",
            "error 2 forbidden: no right to join $control",
            "error 3 already_joined: already in $user:alice");
  }

  @Test
  void roomsAreBoundedAndJoinsUnderWayCount() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "a");
    node.hold(Effect.Follow.class);
    alice.join(2, "b");
    alice.join(3, "c");
    alice.join(4, "d");
    node.release();
    alice.leave(5, "a");
    alice.join(6, "d");

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 a@-1",
            "error 4 too_many_rooms: a session may be in at most 3 rooms",
            "joined 2 b@-1",
            "joined 3 c@-1",
            "left 5 a",
            "joined 6 d@-1");
  }

  @Test
  void leaveEndsDeliveryAndMembership() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");

    alice.leave(2, "r");
    world.produce("r", "m0");
    alice.leave(3, "r");
    alice.leave(4, "$user:alice");

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 r@-1",
            "left 2 r",
            "error 3 not_joined: not in r",
            "error 4 not_joined: not in $user:alice");
    assertThat(world.present("r")).isEmpty();
    assertThat(node.hub.counts().rooms()).isEqualTo(1);
  }

  @Test
  void leaveOfAClientThatIsBehindTakesItsMessagesBack() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    world.produce("r", "m0");
    world.produce("r", "m1");

    alice.leave(2, "r");
    alice.fast();

    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m0", "left 2 r");
  }

  @Test
  void joinsAndLeavesSentInOneGoAreAnsweredInTheirOrder() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Follow.class);

    alice.join(1, "r");
    alice.leave(2, "r");
    alice.join(3, "r");
    alice.leave(4, "r");
    alice.leave(5, "r");
    alice.join(6, "r");
    node.release();
    node.release();
    world.produce("r", "m0");

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 r@-1",
            "left 2 r",
            "joined 3 r@-1",
            "left 4 r",
            "error 5 not_joined: not in r",
            "joined 6 r@-1",
            "r@0<-1 ext: m0");
    assertThat(world.present("r")).containsExactly("s1");
  }

  @Test
  void clientThatIsGoneBeforeItsJoinWasDoneLeavesNothingBehind() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Follow.class);
    alice.join(1, "r");
    alice.leave(2, "r");
    alice.join(3, "r");
    alice.disconnect();

    node.release();

    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
    assertThat(world.present("r")).isEmpty();
  }

  @Test
  void joinUnderWayAsTheNewTokenTakesTheRightAwayIsRefused() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Follow.class);
    alice.join(1, "r");
    alice.refresh(
        2, new Principal(new UserId("alice"), Grants.of("q", Right.JOIN), Principal.NEVER));

    node.release();

    assertThat(alice.frames())
        .containsExactly(
            "refreshed 2 until " + Principal.NEVER, "error 1 forbidden: no right to join r");
    assertThat(node.hub.counts().rooms()).isEqualTo(1);
  }

  @Test
  void roomIsFollowedAsLongAsSomebodyIsInIt() {
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");
    alice.join(1, "r");
    bob.join(1, "r");
    alice.leave(2, "r");
    world.produce("r", "m0");
    bob.leave(2, "r");
    world.produce("r", "m1");
    alice.join(3, "r");
    world.produce("r", "m2");

    assertThat(alice.frames())
        .containsExactly("joined 1 r@-1", "left 2 r", "joined 3 r@1", "r@2<1 ext: m2");
    assertThat(bob.frames()).containsExactly("joined 1 r@-1", "r@0<-1 ext: m0", "left 2 r");
  }
}
