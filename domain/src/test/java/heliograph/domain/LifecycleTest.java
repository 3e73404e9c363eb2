package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tokens, age, bad manners, drains: what ends a connection, and what the client is told before. */
class LifecycleTest {
  private static final UserId ALICE = new UserId("alice");

  private static Principal until(long expiresAtMs) {
    return new Principal(ALICE, Grants.ALL, expiresAtMs);
  }

  @Test
  void expiringTokenIsToldOnceAndTheConnectionIsClosedWith4401AtExpiry() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.connect(until(World.START_MS + 100_000), null);
    alice.frames();

    world.pass(39_999);
    assertThat(alice.frames()).isEmpty();
    world.pass(1);
    assertThat(alice.frames()).containsExactly("token_expiring " + (World.START_MS + 100_000));
    world.pass(59_999);
    assertThat(alice.frames()).isEmpty();
    assertThat(alice.closed).isNull();
    world.pass(1);

    assertThat(alice.closed).isEqualTo(CloseReason.TOKEN_EXPIRED);
    assertThat(alice.closed.code()).isEqualTo(4401);
  }

  @Test
  void tokenThatExpiresSoonIsToldBehindTheWelcome() {
    World world = new World();
    Node node = world.node("n1");

    TestClient alice = node.connect(until(World.START_MS + 10_000), null);

    assertThat(alice.frames())
        .containsExactly("welcome alice s1 new", "token_expiring " + (World.START_MS + 10_000));
  }

  @Test
  void refreshMovesTheExpiry() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.connect(until(World.START_MS + 100_000), null);
    alice.frames();
    world.pass(50_000);
    alice.frames();

    alice.refresh(1, until(World.START_MS + 200_000));

    assertThat(alice.frames()).containsExactly("refreshed 1 until " + (World.START_MS + 200_000));
    world.pass(89_999);
    assertThat(alice.frames()).isEmpty();
    world.pass(1);
    assertThat(alice.frames()).containsExactly("token_expiring " + (World.START_MS + 200_000));
    world.pass(60_000);
    assertThat(alice.closed).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void refreshCanMoveTheExpiryNearer() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    alice.refresh(1, until(World.START_MS + 70_000));
    world.pass(70_000);

    assertThat(alice.frames())
        .containsExactly(
            "refreshed 1 until " + (World.START_MS + 70_000),
            "token_expiring " + (World.START_MS + 70_000));
    assertThat(alice.closed).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void refreshForAnotherUserIsForbiddenAndChangesNothing() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.connect(until(World.START_MS + 100_000), null);
    alice.frames();

    alice.refresh(1, World.principal("bob"));
    world.pass(100_000);

    assertThat(alice.frames())
        .containsExactly(
            "error 1 forbidden: the token is for another user",
            "token_expiring " + (World.START_MS + 100_000));
    assertThat(alice.closed).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void refreshThatTakesRightsAwayTakesTheClientOutOfTheRooms() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "kept");
    alice.join(2, "lost");
    alice.frames();

    alice.refresh(3, new Principal(ALICE, Grants.of("kept", Right.JOIN), Principal.NEVER));
    world.produce("lost", "m0");
    world.produce("kept", "m1");
    alice.publish(4, "kept", "hi");

    assertThat(alice.frames())
        .containsExactly(
            "refreshed 3 until " + Principal.NEVER,
            "error forbidden: out of lost: the new token lacks the right to join it",
            "kept@1<-1 ext: m1",
            "error 4 forbidden: no right to publish to kept");
    assertThat(world.present("lost")).isEmpty();
  }

  @Test
  void oldConnectionIsAskedToReconnectOnceAndClosedWith1001() {
    World world =
        new World(
            Limits.DEFAULT.with(
                l -> {
                  l.connectionAgeMs = 100_000;
                  l.reconnectGraceMs = 5_000;
                }));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    world.pass(90_000);
    assertThat(alice.frames()).isEmpty();

    world.pass(10_000);
    assertThat(alice.frames()).containsExactly("reconnect 2500");
    world.pass(5_000);

    assertThat(alice.frames()).isEmpty();
    assertThat(alice.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(alice.closed.code()).isEqualTo(1001);
    alice.disconnect();
    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void clientsThatCameTogetherAreAskedToReconnectApart() {
    World world = new World(Limits.DEFAULT.with(l -> l.connectionAgeMs = 100_000));
    Node node = world.node("n1");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(node.welcomed("u" + i));
    }
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      world.pass(1_000);
      for (TestClient client : clients) {
        if (client.frames().contains("reconnect 2500")) {
          times.add(world.nowMs - World.START_MS);
        }
      }
    }

    assertThat(times).hasSize(20).allSatisfy(at -> assertThat(at).isBetween(90_000L, 100_000L));
    assertThat(times.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void badFramesAreAnsweredAndTheOneBeyondTheBoundClosesWith1008() {
    World world = new World(Limits.DEFAULT.with(l -> l.badFramesMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    alice.faulty(null, ErrorCode.BAD_FRAME);
    alice.faulty(1L, ErrorCode.INVALID);
    alice.faulty(2L, ErrorCode.UNKNOWN_TYPE);
    alice.faulty(3L, ErrorCode.INVALID);
    assertThat(alice.closed).isNull();
    alice.faulty(null, ErrorCode.BAD_FRAME);

    assertThat(alice.frames())
        .containsExactly(
            "error bad_frame: no good",
            "error 1 invalid: no good",
            "error 2 unknown_type: no good",
            "error 3 invalid: no good");
    assertThat(alice.closed).isEqualTo(CloseReason.BAD_FRAMES);
    assertThat(alice.closed.code()).isEqualTo(1008);
  }

  @Test
  void repliesThatWaitForTheSocketComeBeforeTheClose() {
    World world = new World(Limits.DEFAULT.with(l -> l.badFramesMax = 2));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.slow();
    for (int i = 0; i < 5; i++) {
      alice.faulty(null, ErrorCode.BAD_FRAME);
    }
    assertThat(alice.closed).isNull();

    alice.read();
    assertThat(alice.closed).isEqualTo(CloseReason.BAD_FRAMES);
    alice.read();

    String told = "error bad_frame: no good";
    assertThat(alice.frames()).containsExactly(told, told);
    assertThat(alice.isBeingWritten()).isFalse();
  }

  @Test
  void rateBreachesAreAnsweredAndTheOneBeyondTheBoundClosesWith4429() {
    World world = new World(Limits.DEFAULT.with(l -> l.rateBreachesMax = 1));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    alice.faulty(1L, ErrorCode.RATE_LIMITED);
    assertThat(alice.frames()).containsExactly("error 1 rate_limited: no good");
    alice.faulty(2L, ErrorCode.RATE_LIMITED);

    assertThat(alice.closed).isEqualTo(CloseReason.RATE_LIMITED);
    assertThat(alice.closed.code()).isEqualTo(4429);
  }

  @Test
  void disconnectClosesAllConnectionsOfTheUserOnAllNodesWith4403() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient phone = one.welcomed("alice");
    TestClient laptop = two.welcomed("alice");
    TestClient bob = two.welcomed("bob");

    world.nodes.forEach(n -> n.submit(new Input.Controlled(new Control.Disconnect(ALICE))));

    assertThat(List.of(phone.closed, laptop.closed))
        .containsExactly(CloseReason.DISCONNECTED, CloseReason.DISCONNECTED);
    assertThat(phone.closed.code()).isEqualTo(4403);
    assertThat(bob.closed).isNull();
  }

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

  @Test
  void newEpochSendsAllAwayAndTheyAreToldAsTheyResume() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    world.produce("r", "m1");
    alice.frames();

    world.beginNewEpoch("e2");
    alice.disconnect();
    TestClient again = node.resume(alice);
    world.produce("r", "n0");

    assertThat(alice.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@-1 lost]", "r@0<-1 ext: n0");
  }

  @Test
  void newEpochWhileRoomsAreJoinedAndSessionsOpenedLosesNobody() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 1));
    Node node = world.node("n1");
    world.produce("r", "m0");
    world.produce("r", "m1");
    TestClient alice = node.welcomed("alice");
    node.hold(Effect.Read.class);
    alice.joinFrom(1, "r", -1);
    node.hold(Effect.Follow.class);
    TestClient bob = node.connect("bob");

    world.beginNewEpoch("e2");
    node.release();
    alice.disconnect();
    bob.disconnect();
    TestClient carol = node.welcomed("carol");
    carol.join(1, "r");
    world.produce("r", "n0");

    assertThat(bob.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(carol.frames()).containsExactly("joined 1 r@-1", "r@0<-1 ext: n0");
  }

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

  @Test
  void nothingIsLeftWhenAllClientsAreGone() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 2));
    Node node = world.node("n1");
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      TestClient client = node.welcomed("u" + i);
      clients.add(client);
      client.join(1, "r", i % 2 == 0);
      client.joinHistory(2, "q" + i % 3, 5);
      client.publish(3, "r", "m", "k" + i, i % 3 == 0);
      client.whisper(4, "r", "e", true);
      client.presence(5, "r");
      client.history(6, "r", 3);
      if (i % 4 == 0) {
        client.slow();
      }
    }
    world.pass(3_000);

    clients.forEach(TestClient::disconnect);

    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
    assertThat(world.present("r")).isEmpty();
  }
}
