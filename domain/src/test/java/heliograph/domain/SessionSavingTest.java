package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a session is written to the store, and what becomes of a write that fails. */
class SessionSavingTest {
  @Test
  void saveThatFailedIsRepeatedAsItWas() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.SaveSession.class);
    node.effects.clear();
    alice.join(1, "r");
    alice.join(2, "q");
    world.pass(1_000);
    node.heal();
    world.pass(1_000);

    List<Effect.SaveSession> saves =
        node.effects.stream()
            .filter(Effect.SaveSession.class::isInstance)
            .map(Effect.SaveSession.class::cast)
            .toList();
    assertThat(saves).hasSize(4);
    assertThat(saves.get(1).session()).isEqualTo(saves.get(0).session());
    assertThat(saves.get(2).session()).isEqualTo(saves.get(0).session());
    assertThat(saves.get(3).session().version()).isEqualTo(saves.get(0).session().version() + 1);
    assertThat(saves.get(3).session().rooms()).hasSize(3);
    assertThat(alice.closed).isNull();
  }

  @Test
  void saveOfASessionThatIsGoneIsGivenUpWhenItHasExpired() {
    World world = new World(Limits.DEFAULT.with(l -> l.resumeMs = 10_000));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.SaveSession.class);
    alice.disconnect();
    world.pass(9_000);
    assertThat(node.hub.counts().sessions()).isEqualTo(1);

    world.pass(2_000);

    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void cursorThatMovedIsSavedWithinTheConfiguredTimeAndOnce() {
    World world = new World(Limits.DEFAULT.with(l -> l.sessionSaveMs = 2_000));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.effects.clear();
    for (int i = 0; i < 10; i++) {
      world.produce("r", "m");
    }
    assertThat(node.count(Effect.SaveSession.class)).isZero();

    world.pass(2_000);

    assertThat(node.count(Effect.SaveSession.class)).isEqualTo(1);
    Node two = world.node("n2");
    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed [r@9]");
  }

  @Test
  void cursorsThatMovedWithinAMomentAreSavedTogether() {
    World world = new World(Limits.DEFAULT.with(l -> l.sessionSaveMs = 2_000));
    Node node = world.node("n1");
    for (String room : List.of("first", "soon", "late")) {
      node.welcomed("u-" + room).join(1, room);
    }
    node.effects.clear();
    world.produce("first", "m");
    world.pass(50);
    world.produce("soon", "m");
    world.pass(10);
    world.produce("late", "m");

    world.pass(1_939);
    assertThat(node.count(Effect.SaveSession.class)).isZero();
    world.pass(1);
    assertThat(node.count(Effect.SaveSession.class)).isEqualTo(2);
    world.pass(59);
    assertThat(node.count(Effect.SaveSession.class)).isEqualTo(2);
    world.pass(1);
    assertThat(node.count(Effect.SaveSession.class)).isEqualTo(3);
  }

  @Test
  void cursorsThatMovedTogetherAreSavedInPortions() {
    World world = new World(Limits.DEFAULT.with(l -> l.sessionSaveMs = 2_000));
    Node node = world.node("n1");
    for (int i = 0; i < 1_200; i++) {
      node.welcomed("u" + i).join(1, "r");
    }
    world.produce("r", "m");
    node.effects.clear();

    node.hold(Effect.SaveSession.class);
    world.nowMs += 2_000;
    List<Long> saves = new ArrayList<>();
    while (node.hub.nextDueMs() <= world.nowMs) {
      node.submit(new Input.Tick());
      saves.add(node.count(Effect.SaveSession.class));
    }

    assertThat(saves).containsExactly(500L, 1_000L, 1_200L);
  }

  @Test
  void cursorOfAWriteThatOutlastsTheSaveIsSavedWhenItIsDone() {
    World world = new World(Limits.DEFAULT.with(l -> l.sessionSaveMs = 2_000));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.slow();
    world.produce("r", "m");
    world.pass(3_000);
    alice.fast();
    world.pass(2_000);

    Node two = world.node("n2");
    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed [r@0]");
  }
}
