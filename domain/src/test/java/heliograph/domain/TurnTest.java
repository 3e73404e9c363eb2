package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Inputs that come together lead to one write for each client. */
class TurnTest {
  private final World world =
      new World(
          Limits.DEFAULT.with(
              l -> {
                l.batchMessagesMax = 2;
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
