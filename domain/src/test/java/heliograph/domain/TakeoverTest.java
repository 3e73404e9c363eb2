package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A session that two connections want: protocol, "If the old connection is still open…". */
class TakeoverTest {

  @Test
  void oldConnectionOfThisNodeIsClosedWith4409AndNothingIsLostOrTwice() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.frames();
    alice.slow();
    world.produce("r", "m1");
    world.produce("r", "m2");

    TestClient again = node.resume(alice);
    world.produce("r", "m3");
    alice.disconnect();
    world.produce("r", "m4");

    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(alice.closed.code()).isEqualTo(4409);
    assertThat(again.frames())
        .containsExactly(
            "welcome alice s1 resumed [r@0]",
            "r@1<0 ext: m1",
            "r@2<1 ext: m2",
            "r@3<2 ext: m3",
            "r@4<3 ext: m4");
    assertThat(world.present("r")).containsExactly("s1");
  }

  @Test
  void oldConnectionOfAnotherNodeIsClosedWith4409() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");

    TestClient again = two.resume(alice);
    alice.disconnect();

    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@-1]");
    assertThat(world.present("r")).containsExactly("s1");
    assertThat(one.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void saveThatAClientWaitsForIsAClaimAndNoOtherIs() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    TestClient again = two.resume(alice);
    again.join(2, "q");

    assertThat(claims(one)).containsOnly(false);
    assertThat(claims(two)).startsWith(true).hasSizeGreaterThan(1);
    assertThat(claims(two).stream().skip(1)).containsOnly(false);
  }

  private static List<Boolean> claims(Node node) {
    return node.effects.stream()
        .filter(Effect.SaveSession.class::isInstance)
        .map(effect -> ((Effect.SaveSession) effect).claim())
        .toList();
  }

  @Test
  void nodeThatWasNotToldLearnsItFromItsNextSave() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    two.hold(Effect.Announce.class);
    TestClient again = two.resume(alice);
    assertThat(alice.closed).isNull();

    alice.join(1, "r");

    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(again.closed).isNull();
  }

  @Test
  void clientThatCameBackToANodeThatKnewNoBetterIsToldToComeAgain() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    one.hold(Effect.SaveSession.class);
    alice.join(1, "r");
    alice.disconnect();
    two.hold(Effect.Announce.class);
    two.resume(alice);
    TestClient back = one.resume(alice);
    assertThat(back.frames()).containsExactly("welcome alice s1 resumed [r@-1]");

    one.release();
    back.disconnect();

    assertThat(back.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(one.resume(back).frames()).containsExactly("welcome alice s4 new");
  }

  @Test
  void clientThatCameBackAndWasSavedIsTakenOverAsAnyOther() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    TestClient back = one.resume(alice);
    two.hold(Effect.Announce.class);
    two.resume(back);

    back.join(1, "r");

    assertThat(back.closed).isEqualTo(CloseReason.TAKEN_OVER);
  }

  @Test
  void saveOfTheOldOwnerUnderWayDoesNotHarmTheNewOne() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    one.hold(Effect.SaveSession.class);
    alice.join(1, "r");
    alice.disconnect();

    TestClient again = two.resume(alice);
    one.release();

    assertThat(again.frames()).containsExactly("welcome alice s1 resumed []");
    assertThat(again.closed).isNull();
    assertThat(one.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void whoLosesTheRaceForASessionLooksAgain() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    two.hold(Effect.SaveSession.class);
    TestClient again = two.resume(alice);
    alice.join(1, "r");

    two.release();

    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@-1]");
    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
  }

  @Test
  void twoConnectionsThatWantOneSessionAtOnceArePutInOrder() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    two.hold(Effect.LoadSession.class);
    TestClient first = two.resume(alice);
    TestClient second = two.resume(alice);

    two.release();

    assertThat(first.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(second.frames()).containsExactly("welcome alice s1 resumed []");
    assertThat(second.closed).isNull();
  }

  @Test
  void connectionThatIsStillOpeningIsTakenOverToo() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.disconnect();
    node.hold(Effect.Follow.class);
    TestClient first = node.resume(alice);
    TestClient second = node.resume(alice);

    node.release();
    world.produce("r", "m0");

    assertThat(first.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(first.frames()).isEmpty();
    assertThat(second.frames())
        .containsExactly("welcome alice s1 resumed [r@-1]", "r@0<-1 ext: m0");
  }

  @Test
  void connectionThatEndsWhileItsSessionIsLookedUpLeavesNothingBehind() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    two.hold(Effect.SaveSession.class);
    two.resume(alice).disconnect();

    two.release();

    assertThat(two.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void clientThatWasElsewhereMeanwhileIsResumedThoughThisNodeStillHasAnOlderState() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    one.fail(Effect.SaveSession.class);
    alice.join(1, "r");
    alice.disconnect();
    TestClient elsewhere = two.resume(alice);
    elsewhere.join(1, "q");
    elsewhere.disconnect();
    one.heal();

    TestClient back = one.resume(elsewhere);
    world.pass(5_000);

    assertThat(back.frames()).containsExactly("welcome alice s1 resumed [q@-1]");
    assertThat(back.closed).isNull();
  }

  @Test
  void sessionThatMovesNeitherLeavesNorComes() {
    World world = new World(Limits.DEFAULT.with(l -> l.presenceEvents = List.of("*")));
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient bob = one.welcomed("bob");
    TestClient alice = one.welcomed("alice");
    bob.join(1, "r");
    alice.join(1, "r");
    bob.frames();
    two.hold(Effect.Follow.class);

    two.resume(alice);
    alice.disconnect();

    assertThat(bob.frames()).isEmpty();
    assertThat(world.present("r")).containsExactly("s1", "s2");
  }

  @Test
  void roomLeftElsewhereIsLeftHereTooWhenTheSessionComesBack() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    alice.join(2, "q");
    two.hold(Effect.Announce.class);
    TestClient elsewhere = two.resume(alice);
    elsewhere.leave(3, "r");

    TestClient back = one.resume(elsewhere);
    two.release();
    elsewhere.disconnect();

    assertThat(back.frames()).containsExactly("welcome alice s1 resumed [q@-1]");
    assertThat(world.present("r")).isEmpty();
    assertThat(world.present("q")).containsExactly("s1");
  }

  @Test
  void sessionThatIsBackBeforeItsFirstConnectionIsGoneStaysPresent() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    TestClient elsewhere = two.resume(alice);
    one.resume(elsewhere);

    alice.disconnect();
    elsewhere.disconnect();

    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(elsewhere.closed).isEqualTo(CloseReason.TAKEN_OVER);
    assertThat(world.present("r")).containsExactly("s1");
  }

  @Test
  void takeOverAtTheVersionOfASaveUnderWayIsNoOldNews() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    one.hold(Effect.SaveSession.class);
    alice.join(1, "r");

    two.resume(alice);

    assertThat(alice.closed).isEqualTo(CloseReason.TAKEN_OVER);
  }

  @Test
  void attemptThatWasGivenUpCannotTakeTheSessionFromAClientThatHasItsWelcome() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    two.hold(Effect.LoadSession.class);
    TestClient givenUp = two.resume(alice);
    TestClient again = one.resume(alice);
    again.heard();

    two.release();

    assertThat(again.closed).isNull();
    assertThat(givenUp.frames()).containsExactly("welcome alice s2 new");
  }
}
