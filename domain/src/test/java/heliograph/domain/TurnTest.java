package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Inputs that come together lead to one write for each client. */
class TurnTest {
  private final World world =
      new World(
          Limits.DEFAULT.with(
              l -> {
                l.batchMessagesMax = 2;
                l.outboxFramesMax = 8;
                l.sessionSaveMs = 2_000;
              }));
  private final Node node = world.node("n1");

  @Test
  void messagesThatComeTogetherAreWrittenTogether() {
    TestClient alice = joined("alice");
    TestClient bob = joined("bob");

    node.together(
        () -> {
          world.produce("r", "one");
          world.produce("r", "two");
        });

    assertThat(alice.frames()).containsExactly("r@0<-1 ext: one", "r@1<0 ext: two");
    assertThat(bob.frames()).containsExactly("r@0<-1 ext: one", "r@1<0 ext: two");
    assertThat(node.count(Effect.Write.class)).isEqualTo(2);
  }

  @Test
  void memberThatLeavesInTheTurnOfAMessageIsNotWrittenItAnyMore() {
    TestClient alice = joined("alice");

    node.together(
        () -> {
          world.produce("r", "m");
          alice.leave(2, "r");
        });

    assertThat(alice.frames()).containsExactly("left 2 r");
  }

  @Test
  void replyIsWrittenBeforeACloseOfTheSameTurn() {
    TestClient alice = joined("alice");

    node.together(
        () -> {
          alice.ping(2);
          disconnect("alice");
        });

    assertThat(alice.frames()).containsExactly("pong 2");
    assertThat(alice.closed).isEqualTo(CloseReason.DISCONNECTED);
  }

  @Test
  void clientThatIsGoneWhenTheTurnEndsIsNotWrittenTo() {
    TestClient alice = joined("alice");

    node.together(
        () -> {
          alice.ping(2);
          disconnect("alice");
          alice.disconnect();
        });

    assertThat(node.count(Effect.Write.class)).isZero();
    assertThat(node.count(Effect.Close.class)).isZero();
  }

  @Test
  void cursorThatWasSavedAsDoneStaysSoWhileLastRepliesAreWritten() {
    TestClient alice = joined("alice");
    alice.slow();
    world.produce("r", "m");
    for (int i = 2; i < 6; i++) {
      alice.ping(i);
    }
    world.nowMs += world.limits.sessionSaveMs();

    node.together(
        () -> {
          alice.read();
          node.submit(new Input.Tick());
          disconnect("alice");
        });
    alice.disconnect();

    assertThat(savedPositions()).contains(0L).isSorted();
  }

  @Test
  void whoWasPutOffGetsWhatCameMeanwhileInTheSameWrite() {
    List<TestClient> slow = joinedSlow("alice", "bob", "carl");
    node.ending = () -> new Input.TurnYielded(1, true);

    world.produce("r", "one");
    assertThat(written(slow)).containsExactly(true, false, false);
    assertThat(node.hub.isBehind()).isTrue();
    world.produce("r", "two");
    assertThat(written(slow)).containsExactly(true, true, false);
    node.turn(node.ending.get());

    slow.forEach(TestClient::read);
    assertThat(slow.get(0).frames()).containsExactly("r@0<-1 ext: one");
    assertThat(slow.get(1).frames()).containsExactly("r@0<-1 ext: one", "r@1<0 ext: two");
    assertThat(slow.get(2).frames()).containsExactly("r@0<-1 ext: one", "r@1<0 ext: two");
    assertThat(written(slow)).containsExactly(true, false, false);
    assertThat(node.hub.isBehind()).isFalse();
  }

  @Test
  void nobodyIsWrittenToAgainBeforeANewRoundMayBegin() {
    List<TestClient> slow = joinedSlow("alice", "bob");
    node.ending = () -> new Input.TurnYielded(1, false);
    world.produce("r", "one");
    slow.get(0).read();
    assertThat(written(slow)).containsExactly(false, true);

    world.produce("r", "two");
    assertThat(written(slow)).containsExactly(false, true);
    assertThat(node.hub.isBehind()).isTrue();
    node.turn(new Input.TurnYielded(1, true));

    assertThat(written(slow)).containsExactly(true, true);
  }

  @Test
  void roundsThatNeedNoPuttingOffBeginAtOnce() {
    List<TestClient> slow = joinedSlow("alice", "bob");
    node.ending = () -> new Input.TurnYielded(2, false);

    world.produce("r", "one");
    slow.forEach(TestClient::read);
    world.produce("r", "two");

    assertThat(written(slow)).containsExactly(true, true);
  }

  @Test
  void turnThatEndsWritesToAllWhoWerePutOff() {
    List<TestClient> slow = joinedSlow("alice", "bob", "carl", "dora");
    node.ending = () -> new Input.TurnYielded(1, false);
    world.produce("r", "one");
    slow.getFirst().read();
    world.produce("r", "two");
    assertThat(written(slow)).containsExactly(false, true, true, false);

    node.turn(new Input.TurnEnded());

    assertThat(written(slow)).containsExactly(true, true, true, true);
    assertThat(node.hub.isBehind()).isFalse();
  }

  @Test
  void clientThatWasPutOffGetsItsRepliesBeforeItIsClosed() {
    TestClient alice = joined("alice");
    TestClient bob = joined("bob");
    node.ending = () -> new Input.TurnYielded(1, false);

    alice.slow();
    node.together(
        () -> {
          alice.ping(2);
          bob.ping(2);
          disconnect("bob");
        });
    assertThat(bob.closed).isNull();
    node.turn(node.ending.get());

    assertThat(bob.frames()).containsExactly("pong 2");
    assertThat(bob.closed).isEqualTo(CloseReason.DISCONNECTED);
  }

  @Test
  void clientThatWasPutOffIsNotReadFromWhenTooManyOfItsRepliesWait() {
    TestClient alice = joined("alice");
    TestClient bob = joined("bob");
    node.ending = () -> new Input.TurnYielded(1, false);

    alice.slow();
    node.together(
        () -> {
          alice.ping(2);
          for (int i = 2; i < 10; i++) {
            bob.ping(i);
          }
        });
    assertThat(bob.frames()).isEmpty();
    assertThat(bob.paused).isTrue();
    node.ending = Input.TurnEnded::new;
    node.turn(node.ending.get());

    assertThat(bob.frames()).hasSize(8);
    assertThat(bob.paused).isFalse();
  }

  private List<TestClient> joinedSlow(String... users) {
    List<TestClient> clients = Stream.of(users).map(this::joined).toList();
    clients.forEach(TestClient::slow);
    return clients;
  }

  private static List<Boolean> written(List<TestClient> clients) {
    return clients.stream().map(TestClient::isBeingWritten).toList();
  }

  private TestClient joined(String user) {
    TestClient client = node.welcomed(user);
    client.join(1, "r");
    client.frames();
    node.effects.clear();
    return client;
  }

  private void disconnect(String user) {
    node.submit(new Input.Controlled(new Control.Disconnect(new UserId(user))));
  }

  private List<Long> savedPositions() {
    return node.effects.stream()
        .filter(Effect.SaveSession.class::isInstance)
        .flatMap(effect -> ((Effect.SaveSession) effect).session().rooms().stream())
        .filter(cursor -> cursor.room().equals(new RoomName("r")))
        .map(RoomCursor::position)
        .toList();
  }
}
