package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Limits.SlowConsumers;
import org.junit.jupiter.api.Test;

/** Members whose cursor is behind the ring read on from the log. */
class CatchUpTest {
  private static final Limits SMALL =
      Limits.DEFAULT.with(
          l -> {
            l.ringMessagesMax = 2;
            l.readMessagesMax = 3;
          });

  @Test
  void slowClientCatchesUpFromTheLogInOrderAndOnce() {
    World world = new World(SMALL);
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    for (int i = 0; i < 10; i++) {
      world.produce("r", "m" + i);
    }

    alice.fast();

    assertThat(alice.frames())
        .containsExactly(
            "r@0<-1 ext: m0",
            "r@1<? ext: m1",
            "r@2<1 ext: m2",
            "r@3<2 ext: m3",
            "r@4<? ext: m4",
            "r@5<4 ext: m5",
            "r@6<5 ext: m6",
            "r@7<? ext: m7",
            "r@8<7 ext: m8",
            "r@9<8 ext: m9");
    assertThat(node.count(Effect.Read.class)).isEqualTo(3);
  }

  @Test
  void memberThatCameFromANodeAheadOfThisOneGetsNothingTwice() {
    World world = new World();
    Node behind = world.node("behind");
    TestClient bob = behind.welcomed("bob");
    bob.join(1, "r");
    world.produce("r", "m0");
    behind.lag();
    for (int i = 1; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = behind.welcomed("alice");
    alice.joinFrom(1, "r", 2);
    assertThat(alice.frames()).containsExactly("joined 1 r@0");

    behind.catchUp();

    assertThat(alice.frames()).containsExactly("r@3<2 ext: m3");
  }

  @Test
  void readThatIsAheadOfTheTailIsNotDeliveredTwice() {
    World world = new World(SMALL.with(l -> l.readMessagesMax = 100));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    node.lag();
    world.produce("r", "m4");

    alice.fast();
    node.catchUp();

    assertThat(alice.frames())
        .containsExactly(
            "r@0<-1 ext: m0", "r@1<? ext: m1", "r@2<1 ext: m2", "r@3<2 ext: m3", "r@4<3 ext: m4");
  }

  @Test
  void clientWhoseNextMessagesAreGoneIsClosedAndToldSoAsItResumes() {
    World world = new World(SMALL);
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    for (int i = 0; i < 10; i++) {
      world.produce("r", "m" + i);
    }
    world.log.forgetBelow(5);

    alice.fast();

    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m0");
    assertThat(alice.closed).isEqualTo(CloseReason.TOO_SLOW);
    alice.disconnect();
    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed [r@9 lost]");
  }

  @Test
  void memberAboveWhatIsGoneIsNotClosedWithThoseBelow() {
    World world = new World(SMALL);
    Node node = world.node("n1");
    TestClient low = node.welcomed("low");
    TestClient high = node.welcomed("high");
    low.join(1, "r");
    high.join(1, "r");
    low.frames();
    high.frames();
    low.slow();
    for (int i = 0; i < 5; i++) {
      world.produce("r", "m" + i);
    }
    high.slow();
    for (int i = 5; i < 10; i++) {
      world.produce("r", "m" + i);
    }
    high.frames();
    world.log.forgetBelow(4);

    node.hold(Effect.Read.class);
    low.fast();
    high.fast();
    node.release();

    assertThat(low.closed).isEqualTo(CloseReason.TOO_SLOW);
    assertThat(high.closed).isNull();
    assertThat(high.frames())
        .containsExactly(
            "r@5<4 ext: m5", "r@6<5 ext: m6", "r@7<? ext: m7", "r@8<7 ext: m8", "r@9<8 ext: m9");
  }

  @Test
  void whereSlowConsumersAreClosedNothingThatWasNotWrittenCountsAsDone() {
    World world =
        new World(
            SMALL.with(
                l -> {
                  l.slowConsumers = SlowConsumers.CLOSE;
                  l.batchMessagesMax = 100;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "q");
    alice.join(2, "r");
    alice.frames();
    alice.slow();
    world.produce("q", "q0");
    world.produce("q", "q1");
    for (int i = 0; i < 3; i++) {
      world.produce("r", "m" + i);
    }

    alice.read();

    assertThat(alice.closed).isEqualTo(CloseReason.TOO_SLOW);
    alice.disconnect();
    TestClient again = node.resume(alice);
    assertThat(again.frames())
        .containsExactly(
            "welcome alice s1 resumed [q@0, r@-1]",
            "q@1<? ext: q1",
            "r@2<-1 ext: m0",
            "r@3<2 ext: m1",
            "r@4<3 ext: m2");
  }

  @Test
  void oneReadIsSharedByAllWhoWantTheSameStretch() {
    World world = new World(SMALL.with(l -> l.readMessagesMax = 100));
    Node node = world.node("n1");
    TestClient[] members = new TestClient[20];
    for (int i = 0; i < members.length; i++) {
      members[i] = node.welcomed("u" + i);
      members[i].join(1, "r");
      members[i].frames();
      members[i].slow();
    }
    for (int i = 0; i < 10; i++) {
      world.produce("r", "m" + i);
    }

    node.hold(Effect.Read.class);
    for (TestClient member : members) {
      member.fast();
    }
    node.release();

    for (TestClient member : members) {
      assertThat(member.frames())
          .hasSize(10)
          .startsWith("r@0<-1 ext: m0")
          .endsWith("r@9<8 ext: m9");
    }
    assertThat(node.count(Effect.Read.class)).isEqualTo(1);
  }

  @Test
  void readThatFailsIsTriedAgain() {
    World world = new World(SMALL);
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    alice.slow();
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    node.fail(Effect.Read.class);

    alice.fast();
    assertThat(alice.frames()).containsExactly("r@0<-1 ext: m0");
    node.heal();
    world.pass(1_000);

    assertThat(alice.frames()).containsExactly("r@1<? ext: m1", "r@2<1 ext: m2", "r@3<2 ext: m3");
  }
}
