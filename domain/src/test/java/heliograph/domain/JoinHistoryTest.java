package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Request;
import org.junit.jupiter.api.Test;

/** The request "join" with "history": the last messages of a room, read once for all who ask. */
class JoinHistoryTest {
  private final World world = new World(Limits.DEFAULT.with(l -> l.maxRooms = 3));
  private final Node node = world.node("n1");

  @Test
  void historyReplaysTheLastMessagesFromTheLogAndFromTheRing() {
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");

    alice.joinHistory(1, "r", 2);
    world.produce("r", "m4");
    world.produce("r", "m5");
    bob.joinHistory(1, "r", 2);

    assertThat(alice.frames())
        .containsExactly(
            "joined 1 r@3", "r@2<? ext: m2", "r@3<2 ext: m3", "r@4<3 ext: m4", "r@5<4 ext: m5");
    assertThat(bob.frames()).containsExactly("joined 1 r@5", "r@4<3 ext: m4", "r@5<4 ext: m5");
  }

  @Test
  void fromComesFirstAndHistoryIsForWhatCannotBeRecovered() {
    for (int i = 0; i < 6; i++) {
      world.produce("r", "m" + i);
    }
    world.log.forgetBelow(2);
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");

    alice.ask(joinFrom(3));
    bob.ask(joinFrom(0));

    assertThat(alice.frames()).containsExactly("joined 1 r@5", "r@4<? ext: m4", "r@5<4 ext: m5");
    assertThat(bob.frames()).containsExactly("joined 1 r@5 lost", "r@5<4 ext: m5");
  }

  private Request.Join joinFrom(long position) {
    Request.From from = new Request.From(world.log.epoch, position);
    return new Request.Join(TestClient.id(1), new RoomName("r"), from, false, 1);
  }

  @Test
  void historyIsReadOnceForAllWhoJoinLater() {
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");
    TestClient carol = node.welcomed("carol");

    alice.joinHistory(1, "r", 3);
    world.produce("r", "m4");
    bob.joinHistory(1, "r", 3);
    carol.joinHistory(1, "r", 4);

    assertThat(bob.frames())
        .containsExactly("joined 1 r@4", "r@2<1 ext: m2", "r@3<2 ext: m3", "r@4<3 ext: m4");
    assertThat(carol.frames()).hasSize(5);
    assertThat(node.count(Effect.Read.class)).isEqualTo(1);
  }

  @Test
  void shortHistoryIsReadOnceForAllWhoJoinLater() {
    world.produce("other", "x");
    world.produce("r", "m1");
    TestClient alice = node.welcomed("alice");
    TestClient bob = node.welcomed("bob");

    alice.joinHistory(1, "r", 50);
    world.produce("r", "m2");
    bob.joinHistory(1, "r", 50);

    assertThat(bob.frames()).containsExactly("joined 1 r@2", "r@1<-1 ext: m1", "r@2<1 ext: m2");
    assertThat(node.count(Effect.Read.class)).isEqualTo(1);
  }

  @Test
  void historyIsCutAtItsBound() {
    World small = new World(Limits.DEFAULT.with(l -> l.historyMax = 2));
    for (int i = 0; i < 4; i++) {
      small.produce("r", "m" + i);
    }
    TestClient alice = small.node("n1").welcomed("alice");

    alice.joinHistory(1, "r", 1_000);

    assertThat(alice.frames()).containsExactly("joined 1 r@3", "r@2<? ext: m2", "r@3<2 ext: m3");
  }
}
