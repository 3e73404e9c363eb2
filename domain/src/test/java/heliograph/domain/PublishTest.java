package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Protocol, the requests "publish" and "send". */
class PublishTest {
  private final World world = new World(Limits.DEFAULT.with(l -> l.publishTimeoutMs = 5_000));
  private final Node node = world.node("n1");

  @Test
  void publishIsAnsweredAndDeliveredOnlyOnceItWasReadBack() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.frames();
    node.lag();

    alice.publish(2, "r", "hi");
    assertThat(world.log.end()).isZero();
    assertThat(alice.frames()).isEmpty();
    node.catchUp();

    assertThat(alice.frames()).containsExactly("r@0<-1 alice: hi", "published 2 r@0");
  }

  @Test
  void publishNeedsTheRightNotMembership() {
    Principal publisher =
        new Principal(new UserId("alice"), Grants.of("r", Right.PUBLISH), Principal.NEVER);
    TestClient alice = node.connect(publisher, null);

    alice.publish(1, "r", "hi");
    alice.publish(2, "q", "hi");
    alice.whisper(3, "q", "hi", true);
    alice.publish(4, "$user:bob", "hi");

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s1 new",
            "published 1 r@0",
            "error 2 forbidden: no right to publish to q",
            "error 3 forbidden: no right to publish to q",
            "error 4 forbidden: no right to publish to $user:bob");
  }

  @Test
  void sameKeyIsPublishedOnceAndAnsweredWithTheFirstPosition() {
    Node other = world.node("n2");
    TestClient alice = node.welcomed("alice");
    TestClient bob = other.welcomed("bob");
    bob.join(1, "r");

    alice.publish(1, "r", "one", "k", true);
    bob.publish(2, "r", "two", "k", true);
    alice.publish(3, "q", "three", "k", true);
    alice.publish(4, "r", "one again", "k", true);
    alice.publish(5, "r", "one once more", "k", true);
    alice.publish(6, "r", "other", "l", true);

    assertThat(alice.frames())
        .containsExactly(
            "published 1 r@0",
            "published 3 q@2",
            "published 4 r@0 duplicate",
            "published 5 r@0 duplicate",
            "published 6 r@5");
    assertThat(bob.frames())
        .containsExactly(
            "joined 1 r@-1",
            "r@0<-1 alice: one",
            "published 2 r@1",
            "r@1<0 bob: two",
            "r@5<1 alice: other");
  }

  @Test
  void sameKeyIsAcceptedAgainAfterTheDedupeWindow() {
    TestClient alice = node.welcomed("alice");
    alice.publish(1, "r", "one", "k", true);
    world.pass(world.limits.dedupeWindowMs() + 1);

    alice.publish(2, "r", "again", "k", true);

    assertThat(alice.frames()).containsExactly("published 1 r@0", "published 2 r@1");
  }

  @Test
  void replayDropsTheSameDuplicatesAsLiveDelivery() {
    TestClient alice = node.welcomed("alice");
    alice.publish(1, "r", "one", "k", true);
    alice.publish(2, "r", "one again", "k", true);
    alice.publish(3, "r", "two", "l", true);
    TestClient bob = node.welcomed("bob");

    bob.joinFrom(1, "r", -1);
    bob.leave(2, "r");
    bob.joinFrom(3, "r", 0);
    bob.history(4, "r", 10);

    assertThat(bob.frames())
        .containsExactly(
            "joined 1 r@2",
            "r@0<-1 alice: one",
            "r@2<0 alice: two",
            "left 2 r",
            "joined 3 r@2",
            "r@2<? alice: two",
            "history 4 r [r@0<-1 alice: one, r@2<0 alice: two]");
  }

  @Test
  void historyWaitsForTheTailWhereItReadAheadOfIt() {
    Node other = world.node("n2");
    TestClient bob = other.welcomed("bob");
    TestClient alice = node.welcomed("alice");
    other.lag();
    alice.publish(1, "r", "one", "k", true);
    alice.publish(2, "r", "one again", "k", true);

    bob.history(1, "r", 1);
    assertThat(bob.frames()).isEmpty();
    other.catchUp();

    assertThat(bob.frames()).containsExactly("history 1 r [r@0<-1 alice: one]");
    assertThat(other.hub.counts().rooms()).isEqualTo(1);
  }

  @Test
  void historyDoesNotWaitForATailThatNeverBroughtAKey() {
    TestClient alice = node.welcomed("alice");
    alice.publish(1, "r", "one", "k", true);
    alice.publish(2, "r", "two", "l", true);
    Node late = world.node("n2");
    TestClient bob = late.welcomed("bob");

    bob.history(1, "r", 1);

    assertThat(bob.frames()).containsExactly("history 1 r [r@1<? alice: two] more");
    assertThat(late.hub.counts().rooms()).isEqualTo(1);
  }

  @Test
  void historyIsUnavailableWhereTheTailDoesNotComeInTime() {
    Node other = world.node("n2");
    TestClient bob = other.welcomed("bob");
    other.lag();
    node.welcomed("alice").publish(1, "r", "one", "k", true);

    bob.history(1, "r", 1);
    world.pass(4_999);
    assertThat(bob.frames()).isEmpty();
    world.pass(1);
    other.catchUp();

    assertThat(bob.frames())
        .containsExactly("error 1 unavailable: the log is out of reach; try again");
    assertThat(other.hub.counts().rooms()).isEqualTo(1);
  }

  @Test
  void replayKeepsWhatLiveDeliveryLetThroughThoughItsKeyWasUsedBefore() {
    World few =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.dedupeKeysMax = 2;
                  l.dedupeWindowMs = 1_000;
                }));
    Node one = few.node("n1");
    TestClient alice = one.welcomed("alice");
    alice.publish(1, "other", "x", "x", true);
    few.pass(2_000);
    alice.publish(2, "r", "one", "k", true);
    alice.publish(3, "q", "x", "a", true);
    alice.publish(4, "q", "x", "b", true);
    alice.publish(5, "r", "two", "k", true);
    TestClient bob = one.welcomed("bob");

    bob.joinFrom(1, "r", -1);

    assertThat(alice.frames())
        .containsExactly(
            "published 1 other@0",
            "published 2 r@1",
            "published 3 q@2",
            "published 4 q@3",
            "published 5 r@4");
    assertThat(bob.frames())
        .containsExactly("joined 1 r@4", "r@1<-1 alice: one", "r@4<1 alice: two");
  }

  @Test
  void publisherGetsItsMessageAndTheReplyInOneWrite() {
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");
    alice.join(1, "r");
    bob.join(1, "r");
    alice.frames();
    bob.frames();
    node.effects.clear();

    alice.publish(2, "r", "one");

    assertThat(alice.frames()).containsExactly("published 2 r@0", "r@0<-1 alice: one");
    assertThat(bob.frames()).containsExactly("r@0<-1 alice: one");
    assertThat(node.count(Effect.Write.class)).isEqualTo(2);
  }

  @Test
  void withoutEchoThePublishingSessionDoesNotGetItBackAndTheUsersOthersDo() {
    TestClient phone = node.welcomed("alice");
    TestClient laptop = node.welcomed("alice");
    phone.join(1, "r");
    laptop.join(1, "r");

    phone.publish(2, "r", "quiet", null, false);
    phone.publish(3, "r", "loud", null, true);

    assertThat(phone.frames())
        .containsExactly(
            "joined 1 r@-1", "published 2 r@0", "published 3 r@1", "r@1<0 alice: loud");
    assertThat(laptop.frames())
        .containsExactly("joined 1 r@-1", "r@0<-1 alice: quiet", "r@1<0 alice: loud");
  }

  @Test
  void withoutEchoItDoesNotComeBackAfterAResumeEither() {
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r", true);
    alice.publish(2, "r", "quiet", null, false);
    alice.disconnect();

    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed [r@-1]");
  }

  @Test
  void ephemeralOnesAreAnsweredAtOnceAndKeptNowhere() {
    Node other = world.node("n2");
    TestClient alice = node.welcomed("alice");
    TestClient bob = other.welcomed("bob");
    alice.join(1, "r");
    bob.join(1, "r");
    node.lag();

    alice.whisper(2, "r", "typing", true);
    alice.whisper(3, "r", "typed", false);

    assertThat(alice.frames())
        .containsExactly("joined 1 r@-1", "published 2 r", "r@- alice: typing", "published 3 r");
    assertThat(bob.frames())
        .containsExactly("joined 1 r@-1", "r@- alice: typing", "r@- alice: typed");
    assertThat(world.log.end()).isEqualTo(-1);
  }

  @Test
  void logOutOfReachIsUnavailable() {
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.Append.class);

    alice.publish(1, "r", "hi");

    assertThat(alice.frames())
        .containsExactly(
            "error 1 unavailable: the log is out of reach, nothing was accepted: retry with the"
                + " same key");
  }

  @Test
  void everyFailureOfTheLogHasItsCode() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Append.class);
    for (int i = 0; i < Input.LogFailure.values().length; i++) {
      alice.publish(i, "r", "hi");
    }
    List<Long> tickets =
        node.effects.stream()
            .filter(Effect.Append.class::isInstance)
            .map(e -> ((Effect.Append) e).ticket())
            .toList();

    for (Input.LogFailure failure : Input.LogFailure.values()) {
      node.submit(new Input.AppendFailed(tickets.get(failure.ordinal()), failure));
    }

    assertThat(alice.frames())
        .containsExactly(
            "error 0 unavailable: the log is out of reach, nothing was accepted: retry with the"
                + " same key",
            "error 1 unavailable: too much waits for the log, nothing was accepted: retry later"
                + " with the same key",
            "error 2 timeout: the log did not answer in time, it may have been accepted: retry"
                + " with the same key",
            "error 3 too_large: the message is larger than the log takes",
            "error 4 unavailable: the log refused the message, nothing was accepted");
    assertThat(node.hub.counts().waiting()).isZero();
  }

  @Test
  void publishThatTheLogDoesNotAnswerTimesOutOnceAndALateAnswerChangesNothing() {
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Append.class);
    alice.publish(1, "r", "late");
    world.pass(4_999);
    alice.publish(2, "r", "later");
    assertThat(alice.frames()).isEmpty();

    world.pass(1);
    assertThat(alice.frames())
        .containsExactly(
            "error 1 timeout: the log did not answer in time, it may have been accepted: retry"
                + " with the same key");
    node.release();
    world.pass(10_000);

    assertThat(alice.frames()).containsExactly("published 2 r@1");
  }

  @Test
  void sendGoesToAllSessionsOfAUserOnAllNodes() {
    Node other = world.node("n2");
    TestClient alice = node.welcomed("alice");
    TestClient phone = node.welcomed("bob");
    TestClient laptop = other.welcomed("bob");
    TestClient carol = node.welcomed("carol");

    alice.send(1, "bob", "hi");

    assertThat(alice.frames()).containsExactly("published 1 $user:bob@0");
    assertThat(phone.frames()).containsExactly("$user:bob@0<-1 alice: hi");
    assertThat(laptop.frames()).containsExactly("$user:bob@0<-1 alice: hi");
    assertThat(carol.frames()).isEmpty();
  }

  @Test
  void sendNeedsTheRightToPublishInTheInbox() {
    Principal some =
        new Principal(new UserId("alice"), Grants.of("$user:bob", Right.PUBLISH), Principal.NEVER);
    TestClient alice = node.connect(some, null);

    alice.send(1, "bob", "hi");
    alice.send(2, "carol", "hi");

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s1 new",
            "published 1 $user:bob@0",
            "error 2 forbidden: no right to send to carol");
  }
}
