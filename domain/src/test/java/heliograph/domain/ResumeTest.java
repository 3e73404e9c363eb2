package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Welcome;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The welcome, and a session that comes back: protocol, "Connecting". */
class ResumeTest {
  private static final UserId ALICE = new UserId("alice");

  @Test
  void welcomeSaysWhatTheProtocolWants() {
    World world = new World(Limits.DEFAULT.with(l -> l.maxRooms = 7));
    Node node = world.node("n1");

    TestClient alice = node.connect("alice");

    assertThat(writtenTo(alice))
        .containsExactly(
            new Welcome(
                new SessionId("s1"),
                "s1.secret-s1",
                false,
                ALICE,
                node.id,
                25_000,
                65_536,
                7,
                List.of(),
                null));
  }

  private static List<Object> writtenTo(TestClient client) {
    return client.node.effects.stream()
        .filter(e -> e instanceof Effect.Write w && w.peer() == client)
        .<Object>flatMap(e -> ((Effect.Write) e).frames().stream())
        .toList();
  }

  @Test
  void resumedSessionIsTheSameAndGetsWhatItMissedInOrderBeforeAnythingLive() {
    World world = new World();
    Node node = world.node("n1");
    node.welcomed("bob").join(1, "r");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.frames();
    alice.disconnect();
    world.produce("r", "m1");
    world.produce("r", "m2");

    TestClient again = node.resume(alice);
    world.produce("r", "m3");

    assertThat(again.frames())
        .containsExactly(
            "welcome alice s2 resumed [r@0]", "r@1<0 ext: m1", "r@2<1 ext: m2", "r@3<2 ext: m3");
  }

  @Test
  void sessionIsResumedOnAnyNode() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.frames();
    alice.disconnect();
    world.produce("r", "m1");

    TestClient again = two.resume(alice);
    world.produce("r", "m2");

    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@0]", "r@1<? ext: m1", "r@2<1 ext: m2");
  }

  @Test
  void requestsSentBeforeTheWelcomeAreAnsweredBehindIt() {
    World world = new World();
    Node node = world.node("n1");
    node.hold(Effect.Follow.class);
    TestClient alice = node.connect("alice");
    alice.ping(1);
    alice.faulty(2L, ErrorCode.INVALID);
    alice.join(3, "r");
    assertThat(alice.frames()).isEmpty();

    node.release();

    assertThat(alice.frames())
        .containsExactly(
            "welcome alice s1 new", "pong 1", "error 2 invalid: no good", "joined 3 r@-1");
  }

  @Test
  void sessionIsKeptForTheResumeTimeAfterItsConnectionIsGone() {
    World world = new World(Limits.DEFAULT.with(l -> l.resumeMs = 10_000));
    Node node = world.node("n1");
    TestClient inTime = node.welcomed("alice");
    TestClient late = node.welcomed("bob");
    world.pass(60_000);
    inTime.disconnect();
    late.disconnect();

    world.pass(9_999);
    assertThat(node.resume(inTime).frames()).containsExactly("welcome alice s1 resumed []");
    world.pass(1);
    assertThat(node.resume(late).frames()).containsExactly("welcome bob s4 new");
  }

  @Test
  void sessionOfACrashedNodeIsKeptThoughItsClientWasIdle() {
    World world = new World(Limits.DEFAULT.with(l -> l.resumeMs = 10_000));
    Node one = world.node("n1");
    TestClient alice = one.welcomed("alice");
    world.pass(60_000);

    Node two = world.node("n2");
    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void roomsWhoseGrantIsGoneAreLeftAsTheSessionResumes() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "kept");
    alice.join(2, "lost");
    world.produce("kept", "m0");
    alice.disconnect();
    Principal less = new Principal(ALICE, Grants.of("kept", Right.JOIN), Principal.NEVER);

    TestClient again = node.connect(less, alice.resume);
    world.produce("lost", "m1");

    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [kept@0]");
    assertThat(world.present("lost")).isEmpty();
    assertThat(world.present("kept")).containsExactly("s1");
  }

  @Test
  void sessionThatMissedWhatIsGoneIsToldSo() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.disconnect();
    world.produce("r", "m1");
    world.produce("r", "m2");
    world.log.forgetBelow(2);

    TestClient again = node.resume(alice);
    world.produce("r", "m3");

    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [r@2 lost]", "r@3<2 ext: m3");
  }

  @Test
  void newsOfWhatIsGoneIsToldAgainUntilTheClientWasHeard() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.disconnect();
    world.produce("r", "m1");
    world.produce("r", "m2");
    world.log.forgetBelow(2);
    TestClient unheard = node.resume(alice);
    unheard.disconnect();

    TestClient again = node.resume(alice);
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@2 lost]");
    again.heard();
    again.disconnect();

    assertThat(node.resume(again).frames()).containsExactly("welcome alice s1 resumed [r@2]");
  }

  @Test
  void quietRoomIsRecoveredWithoutARead() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "quiet");
    world.produce("quiet", "m0");
    alice.disconnect();
    for (int i = 0; i < 5; i++) {
      world.produce("busy", "x" + i);
    }
    world.log.forgetBelow(5);

    TestClient again = node.resume(alice);
    world.produce("quiet", "m6");

    assertThat(again.frames())
        .containsExactly("welcome alice s1 resumed [quiet@0]", "quiet@6<0 ext: m6");
    assertThat(node.count(Effect.Read.class)).isZero();
  }

  @Test
  void manyWhoComeBackAtOnceShareOneRead() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient[] clients = new TestClient[20];
    for (int i = 0; i < clients.length; i++) {
      clients[i] = one.welcomed("u" + i);
      clients[i].join(1, "r");
      world.produce("r", "m" + i);
    }
    for (TestClient client : clients) {
      client.disconnect();
    }
    world.produce("r", "last");

    two.hold(Effect.Read.class);
    TestClient[] again = new TestClient[clients.length];
    for (int i = 0; i < clients.length; i++) {
      again[i] = two.resume(clients[i]);
    }
    two.release();

    for (int i = 0; i < again.length; i++) {
      assertThat(again[i].frames())
          .containsExactly(
              "welcome u" + i + " " + clients[i].session + " resumed [r@19]", "r@20<? ext: last");
    }
    assertThat(two.count(Effect.Read.class)).isEqualTo(1);
  }

  @Test
  void storeOutOfReachBeginsANewSession() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    two.fail(Effect.LoadSession.class);

    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s2 new");
  }

  @Test
  void logOutOfReachLeavesTheCursorWhereItStood() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 1));
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.join(1, "r");
    world.produce("r", "m0");
    alice.disconnect();
    world.produce("r", "m1");
    two.fail(Effect.Read.class);

    TestClient again = two.resume(alice);
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed [r@0]");
    two.heal();
    world.pass(1_000);

    assertThat(again.frames()).containsExactly("r@1<? ext: m1");
  }

  @Test
  void inboxOfAResumedSessionGoesOnWhereItWas() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient bob = two.welcomed("bob");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    bob.send(1, "alice", "hi");

    TestClient again = two.resume(alice);

    assertThat(again.frames())
        .containsExactly("welcome alice s2 resumed []", "$user:alice@0<-1 bob: hi");
  }

  @Test
  void roomsThatAResumingClientNeverReachedAreLeftWithIt() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 1));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.slow();
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    node.hold(Effect.Read.class);
    TestClient second = node.resume(alice);
    alice.disconnect();
    assertThat(world.present("r")).containsExactly("s1");

    second.disconnect();

    assertThat(world.present("r")).isEmpty();
    node.release();
    assertThat(node.hub.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void roomsThatAResumingClientNeverReachedAreLeftAsItsSessionGoesElsewhere() {
    World world = new World(Limits.DEFAULT.with(l -> l.ringMessagesMax = 1));
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.join(1, "r");
    alice.slow();
    for (int i = 0; i < 4; i++) {
      world.produce("r", "m" + i);
    }
    node.hold(Effect.Read.class);
    TestClient second = node.resume(alice);
    alice.disconnect();
    TestClient third = world.node("n2").resume(alice);
    second.disconnect();

    third.disconnect();

    assertThat(second.closed).isEqualTo(CloseReason.RECONNECT);
    assertThat(world.present("r")).isEmpty();
  }
}
