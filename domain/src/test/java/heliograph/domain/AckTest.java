package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Request;
import org.junit.jupiter.api.Test;

/** Protocol, rooms joined with {@code "ack":true}. */
class AckTest {
  private final World world =
      new World(
          Limits.DEFAULT.with(
              l -> {
                l.ackWindow = 2;
                l.ackTimeoutMs = 1_000;
              }));
  private final Node node = world.node("n1");

  private TestClient member() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r", true);
    alice.frames();
    return alice;
  }

  private void produce(int count) {
    for (int i = 0; i < count; i++) {
      world.produce("r", "m");
    }
  }

  @Test
  void atMostTheWindowIsOutstandingAndAnAckOpensIt() {
    TestClient alice = member();
    produce(4);
    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m", "r@1<0 ext: m");

    alice.ack("r", 0);
    assertThat(alice.frames()).containsExactly("r@2<1 ext: m");
    alice.ack("r", 2);

    assertThat(alice.frames()).containsExactly("r@3<2 ext: m");
  }

  @Test
  void fullWindowReadsNothingFromTheLogHoweverFarTheRoomGoesOn() {
    World small =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.ackWindow = 2;
                  l.ringMessagesMax = 2;
                }));
    Node one = small.node("n1");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r", true);
    for (int i = 0; i < 20; i++) {
      small.produce("r", "m");
    }

    assertThat(one.count(Effect.Read.class)).isZero();
    alice.frames();
    alice.ack("r", 1);

    assertThat(alice.frames()).containsExactly("r@2<? ext: m", "r@3<2 ext: m");
    assertThat(one.count(Effect.Read.class)).isEqualTo(1);
  }

  @Test
  void whatIsNotAckedInTimeIsSentAgainAndMarked() {
    TestClient alice = member();
    produce(2);
    alice.ack("r", 0);
    alice.frames();

    world.pass(999);
    assertThat(alice.frames()).isEmpty();
    world.pass(1);

    assertThat(alice.frames()).containsExactly("r@1<0 ext: m redelivered");
    world.pass(1_000);
    assertThat(alice.frames()).containsExactly("r@1<0 ext: m redelivered");
  }

  @Test
  void deadlineIsEachMessagesOwn() {
    TestClient alice = member();
    produce(1);
    world.pass(600);
    produce(1);
    alice.ack("r", 0);
    alice.frames();

    world.pass(999);
    assertThat(alice.frames()).isEmpty();
    world.pass(1);

    assertThat(alice.frames()).containsExactly("r@1<0 ext: m redelivered");
  }

  @Test
  void newMessagesBehindRedeliveredOnesAreNotMarked() {
    TestClient alice = member();
    produce(1);
    alice.frames();
    world.pass(1_000);
    produce(1);

    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m redelivered", "r@1<0 ext: m");
  }

  @Test
  void ackedMessagesAreNotSentAgain() {
    TestClient alice = member();
    produce(2);
    alice.frames();

    alice.ack("r", 1);
    world.pass(10_000);

    assertThat(alice.frames()).isEmpty();
  }

  @Test
  void ackIsCumulativeAndAnOlderOneChangesNothing() {
    TestClient alice = member();
    produce(2);
    alice.ack("r", 1);
    alice.ack("r", 0);
    alice.ack("r", -5);
    produce(2);

    assertThat(alice.frames())
        .containsExactly("r@0<-1 ext: m", "r@1<0 ext: m", "r@2<1 ext: m", "r@3<2 ext: m");
  }

  @Test
  void acksOfSeveralRoomsComeInOneFrame() {
    TestClient alice = member();
    alice.join(2, "q", true);
    world.produce("r", "m");
    world.produce("q", "m");
    alice.frames();

    alice.ackAll(new Request.Acked(new RoomName("r"), 0), new Request.Acked(new RoomName("q"), 1));
    world.pass(5_000);

    assertThat(alice.frames()).isEmpty();
  }

  @Test
  void wrongAcksAreComplainedOfOnceAFrameAndTheRightOnesAmongThemHold() {
    TestClient alice = member();
    alice.join(2, "plain");
    produce(1);
    alice.frames();

    alice.ack("nowhere", 0);
    alice.ack("plain", 0);
    alice.ack("r", 1);
    alice.ackAll(
        new Request.Acked(new RoomName("a"), 0),
        new Request.Acked(new RoomName("b"), 0),
        new Request.Acked(new RoomName("r"), 0));
    world.pass(5_000);

    assertThat(alice.frames())
        .containsExactly(
            "error not_joined: ack: not in nowhere",
            "error invalid: ack: plain was joined without ack",
            "error invalid: ack: position 1 of r was never sent",
            "error not_joined: ack: not in a");
  }

  @Test
  void resumeSendsEverythingAfterTheLastAckAgainOnTheSameNode() {
    TestClient alice = member();
    produce(4);
    alice.ack("r", 0);
    alice.disconnect();

    TestClient again = node.resume(alice);

    assertThat(again.frames())
        .containsExactly(
            "welcome alice s1 resumed [r@0]",
            "r@1<? ext: m redelivered",
            "r@2<1 ext: m redelivered");
    again.ack("r", 2);
    assertThat(again.frames()).containsExactly("r@3<2 ext: m");
  }

  @Test
  void resumeSendsEverythingAfterTheLastAckAgainOnAnotherNode() {
    TestClient alice = member();
    produce(4);
    alice.ack("r", 0);
    alice.disconnect();

    TestClient again = world.node("n2").resume(alice);

    assertThat(again.frames())
        .containsExactly(
            "welcome alice s1 resumed [r@0]",
            "r@1<? ext: m redelivered",
            "r@2<1 ext: m redelivered");
  }

  @Test
  void ackOfWhatAnotherNodeSentHoldsThoughItWasNotSaved() {
    TestClient alice = member();
    produce(2);
    Node two = world.node("n2");
    TestClient again = two.resume(alice);
    again.slow();
    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@-1]", "r@0<-1 ext: m", "r@1<0 ext: m");

    again.ack("r", 1);
    again.fast();
    world.pass(10_000);

    assertThat(again.frames()).isEmpty();
  }

  @Test
  void ackOfWhatANodeThatWasAheadSentIsNoErrorAndTheMessageComesAgain() {
    TestClient alice = member();
    Node two = world.node("n2");
    two.lag();
    produce(2);
    alice.frames();
    TestClient again = two.resume(alice);
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@-1]");

    again.ack("r", 1);
    two.catchUp();
    again.ack("r", 1);
    world.pass(10_000);

    assertThat(again.frames()).containsExactly("r@0<-1 ext: m", "r@1<0 ext: m");
  }

  @Test
  void redeliveryGoesBehindTheRingToTheLog() {
    World small =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.ackWindow = 3;
                  l.ackTimeoutMs = 1_000;
                  l.ringMessagesMax = 2;
                }));
    TestClient alice = small.node("n1").welcomed("alice");
    alice.join(1, "r", true);
    for (int i = 0; i < 6; i++) {
      small.produce("r", "m");
    }
    alice.frames();

    small.pass(1_000);

    assertThat(alice.frames())
        .containsExactly(
            "r@0<-1 ext: m redelivered", "r@1<0 ext: m redelivered", "r@2<1 ext: m redelivered");
  }

  @Test
  void redeliveryWaitsForTheWriteThatIsUnderWay() {
    TestClient alice = member();
    alice.slow();
    produce(2);
    world.pass(1_000);
    alice.fast();
    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m", "r@1<0 ext: m");

    world.pass(2_000);

    assertThat(alice.frames()).startsWith("r@0<-1 ext: m redelivered", "r@1<0 ext: m redelivered");
  }

  @Test
  void memberThatLeftGetsNothingAgainAndRejoinsAnew() {
    TestClient alice = member();
    produce(1);
    alice.leave(2, "r");
    alice.join(3, "r", true);
    alice.frames();

    world.pass(5_000);
    assertThat(alice.frames()).isEmpty();
    produce(1);

    assertThat(alice.frames()).containsExactly("r@1<0 ext: m");
  }

  @Test
  void inOtherRoomsThePositionMovesWhenTheFrameIsWritten() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.slow();
    produce(3);
    alice.read();
    alice.disconnect();

    TestClient again = node.resume(alice);

    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@0]", "r@1<? ext: m", "r@2<1 ext: m");
  }
}
