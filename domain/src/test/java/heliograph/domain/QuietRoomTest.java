package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions in rooms where nothing happens, while the log goes on with others. */
class QuietRoomTest {
  private static final long ALIVE_MS = Limits.DEFAULT.resumeMs() / 3;

  private final World world = new World();
  private final Node one = world.node("n1");
  private final Node two = world.node("n2");

  private RoomCursor stored(TestClient client, String room) {
    return world.sessions.get(new SessionId(client.session)).rooms().stream()
        .filter(cursor -> cursor.room().equals(new RoomName(room)))
        .findFirst()
        .orElseThrow();
  }

  /** Has nodes read what other rooms get, and told of it twice: a moment ago counts. */
  private void logGoesOn(int records) {
    for (int i = 0; i < records; i++) {
      world.produce("other", "x" + i);
    }
    world.nodes.forEach(Node::tellPassed);
    world.nodes.forEach(Node::tellPassed);
  }

  @Test
  void cursorsOfQuietRoomsGoOnWithTheLogInTheStore() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);

    world.pass(ALIVE_MS);

    assertThat(stored(alice, "r").quietTo()).isEqualTo(10);
    assertThat(stored(alice, "$user:alice").quietTo()).isEqualTo(10);
  }

  @Test
  void aCursorIsSavedOnlyAsFarAsTheNodeWasAMomentAgo() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    world.produce("other", "x");
    one.tellPassed();

    world.pass(ALIVE_MS);

    assertThat(stored(alice, "r").quietTo()).isEqualTo(10);
  }

  @Test
  void sessionOfAQuietRoomResumesOnAnotherNodeWithoutAReadOfTheLog() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    world.log.forgetBelow(8);
    alice.disconnect();
    alice.frames();

    TestClient again = two.resume(alice);
    world.produce("r", "m1");

    assertThat(two.count(Effect.Read.class)).isZero();
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@0]", "r@11<0 ext: m1");
  }

  @Test
  void quietRoomThatRetentionHasOvertakenIsRecovered() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    world.pass(ALIVE_MS);
    alice.frames();
    world.log.forgetBelow(9);
    alice.disconnect();
    Node three = world.node("n3");

    TestClient again = three.resume(alice);

    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@0]");
  }

  @Test
  void nodeThatFollowsTheRoomAlreadyNeedsNoReadEither() {
    two.welcomed("bob").join(1, "r");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    alice.disconnect();

    two.resume(alice);

    assertThat(two.count(Effect.Read.class)).isZero();
  }

  @Test
  void welcomeNamesTheLastPositionTheClientWasGiven() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    alice.disconnect();
    TestClient again = two.resume(alice);
    logGoesOn(10);
    again.frames();
    again.disconnect();

    assertThat(one.resume(again).frames()).containsExactly("welcome alice s1 resumed [r@0]");
  }

  @Test
  void whatIsSentAgainAfterAQuietTimeIsReadFromThereOn() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r", true);
    world.produce("r", "m0");
    alice.ack("r", 0);
    logGoesOn(10);
    world.pass(ALIVE_MS);
    world.produce("r", "m1");
    alice.frames();
    alice.disconnect();
    world.log.forgetBelow(10);

    TestClient again = two.resume(alice);
    assertThat(stored(alice, "r").quietTo()).isEqualTo(10);
    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@0]", "r@11<? ext: m1 redelivered");
  }

  @Test
  void messageThatIsNotAckedHoldsItsCursor() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r", true);
    world.produce("r", "m0");
    world.produce("r", "m1");
    alice.ack("r", 0);
    logGoesOn(10);

    world.pass(ALIVE_MS);
    assertThat(stored(alice, "r").quietTo()).isEqualTo(0);

    alice.ack("r", 1);
    world.pass(ALIVE_MS);
    assertThat(stored(alice, "r").position()).isEqualTo(1);
    assertThat(stored(alice, "r").quietTo()).isEqualTo(11);
  }

  @Test
  void messageThatIsBeingWrittenHoldsItsCursor() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    alice.slow();
    world.produce("r", "m0");
    logGoesOn(10);

    world.pass(ALIVE_MS);

    assertThat(stored(alice, "r").quietTo()).isEqualTo(-1);

    alice.fast();
    world.pass(ALIVE_MS);
    assertThat(stored(alice, "r").quietTo()).isEqualTo(10);
  }

  @Test
  void whatComesAfterAQuietTimeIsNotMissedByASessionThatIsAway() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    logGoesOn(10);
    alice.frames();
    alice.disconnect();
    world.produce("r", "m1");
    logGoesOn(5);

    TestClient again = two.resume(alice);

    assertThat(again.frames().subList(1, 2)).isEqualTo(List.of("r@11<? ext: m1"));
  }

  @Test
  void positionsOfAFormerEpochAreForgotten() {
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    logGoesOn(10);
    world.beginNewEpoch("e2");
    TestClient again = one.resume(alice);
    again.heard();
    world.produce("r", "m0");

    world.pass(ALIVE_MS);

    assertThat(stored(again, "r").epoch()).isEqualTo(world.log.epoch);
    assertThat(stored(again, "r").quietTo()).isEqualTo(0);
  }
}
