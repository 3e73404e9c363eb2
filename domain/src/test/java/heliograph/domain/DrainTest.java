package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that is to end: its clients are sent away, their sessions saved. */
class DrainTest {
  @Test
  void drainTellsAllAtOnceAndSpreadsTheirReturn() {
    World world = new World();
    Node node = world.node("n1");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(node.welcomed("u" + i));
    }

    node.drain(8_000);

    List<String> told = clients.stream().flatMap(c -> c.frames().stream()).sorted().toList();
    assertThat(told)
        .containsExactly(
            "server_shutdown 2000",
            "server_shutdown 4000",
            "server_shutdown 6000",
            "server_shutdown 8000");
    for (int closed = 1; closed <= 4; closed++) {
      world.pass(1_999);
      assertThat(clients.stream().filter(c -> c.closed != null)).hasSize(closed - 1);
      world.pass(1);
      assertThat(clients.stream().filter(c -> c.closed == CloseReason.DRAINING)).hasSize(closed);
    }
  }

  @Test
  void drainedClientIsClosedOnlyWhenItsSessionIsSaved() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    node.hold(Effect.SaveSession.class);
    node.drain(1_000);
    world.pass(1_000);
    assertThat(alice.closed).isNull();

    node.release();

    assertThat(alice.closed).isEqualTo(CloseReason.DRAINING);
    Node two = world.node("n2");
    world.produce("r", "m1");
    assertThat(two.resume(alice).frames())
        .containsExactly("welcome alice s1 resumed [r@0]", "r@1<? ext: m1");
  }

  @Test
  void nothingIsGivenToAClientWhoseSessionIsSavedToSendItAway() {
    World world = new World();
    Node node = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.drain(1_000);
    world.produce("r", "m0");
    node.hold(Effect.SaveSession.class);
    world.pass(1_000);
    world.produce("r", "m1");
    alice.ping(2);
    assertThat(alice.frames())
        .containsExactly("joined 1 r@-1", "server_shutdown 1000", "r@0<-1 ext: m0", "pong 2");

    node.release();

    assertThat(alice.closed).isEqualTo(CloseReason.DRAINING);
    // The node has not yet heard that the connection is gone.
    assertThat(two.resume(alice).frames())
        .containsExactly("welcome alice s1 resumed [r@0]", "r@1<? ext: m1");
  }

  @Test
  void whatIsBeingWrittenIsDoneBeforeTheSessionIsSavedToSendItsClientAway() {
    World world = new World();
    Node node = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.drain(1_000);
    alice.slow();
    world.produce("r", "m0");
    world.pass(1_000);
    assertThat(alice.closed).isNull();

    alice.fast();

    assertThat(alice.closed).isEqualTo(CloseReason.DRAINING);
    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed [r@0]");
  }

  @Test
  void drainWaitsForAClientThatDoesNotReadNoLongerThanASecond() {
    World world = new World();
    Node node = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    node.drain(1_000);
    alice.slow();
    world.produce("r", "m0");
    world.pass(1_999);
    assertThat(alice.closed).isNull();

    world.pass(1);

    assertThat(alice.closed).isEqualTo(CloseReason.DRAINING);
    assertThat(two.resume(alice).frames())
        .containsExactly("welcome alice s1 resumed [r@-1]", "r@0<-1 ext: m0");
  }

  @Test
  void drainDoesNotWaitForAStoreThatIsOutOfReach() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    node.fail(Effect.SaveSession.class);

    node.drain(1_000);
    world.pass(3_000);

    assertThat(alice.closed).isEqualTo(CloseReason.DRAINING);
  }

  @Test
  void drainingNodeRefusesNewConnectionsAndThoseNotWelcomedYet() {
    World world = new World();
    Node node = world.node("n1");
    node.hold(Effect.Follow.class);
    TestClient opening = node.connect("alice");

    node.drain(1_000);
    TestClient late = node.connect("bob");
    node.release();

    assertThat(opening.closed).isEqualTo(CloseReason.DRAINING);
    assertThat(late.closed).isEqualTo(CloseReason.DRAINING);
    assertThat(late.frames()).isEmpty();
    opening.disconnect();
    late.disconnect();
    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void secondDrainChangesNothing() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    node.drain(1_000);
    node.drain(5);

    assertThat(alice.frames()).containsExactly("server_shutdown 1000");
  }
}
