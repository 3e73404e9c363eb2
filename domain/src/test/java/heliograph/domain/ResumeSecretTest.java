package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The secret with which a session is resumed: each is for one resume, and the one before it for a
 * lost welcome.
 */
class ResumeSecretTest {
  @Test
  void secretIsReplacedAtEachWelcome() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.disconnect();

    TestClient again = node.resume(alice);

    assertThat(again.resume).isNotEqualTo(alice.resume).startsWith("s1.");
  }

  @Test
  void formerSecretIsHonouredUntilTheClientWasHeard() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.disconnect();
    TestClient unheard = node.resume(alice);
    unheard.disconnect();

    TestClient again = node.resume(alice);
    assertThat(again.frames()).containsExactly("welcome alice s1 resumed []");
    again.heard();
    again.disconnect();

    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s4 new");
    assertThat(node.resume(again).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void formerSecretIsHonouredOnAnotherNodeToo() {
    World world = new World();
    Node one = world.node("n1");
    Node two = world.node("n2");
    TestClient alice = one.welcomed("alice");
    alice.disconnect();
    one.resume(alice).disconnect();

    assertThat(two.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void formerSecretThatWasForgottenIsNotHonouredByTheStoreEither() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.disconnect();
    TestClient again = node.resume(alice);
    again.heard();

    TestClient thief = node.resume(alice);

    assertThat(thief.frames()).containsExactly("welcome alice s3 new");
    assertThat(again.closed).isNull();
  }

  @Test
  void frameThatWasSentBeforeTheWelcomeDoesNotProveThatItArrived() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.disconnect();
    node.hold(Effect.Follow.class);
    TestClient eager = node.resume(alice);
    eager.heard();
    eager.ping(1);
    eager.slow();
    node.release();
    eager.disconnect();

    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void unknownForeignAndMalformedSecretsBeginANewSession() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");
    alice.disconnect();

    assertThat(node.connect(alice.principal, "s99.secret").frames())
        .containsExactly("welcome alice s2 new");
    assertThat(node.connect(alice.principal, "s1.wrong").frames())
        .containsExactly("welcome alice s3 new");
    assertThat(node.connect(alice.principal, "...").frames())
        .containsExactly("welcome alice s4 new");
    assertThat(node.connect(World.principal("mallory"), alice.resume).frames())
        .containsExactly("welcome mallory s5 new");
    assertThat(node.resume(alice).frames()).containsExactly("welcome alice s1 resumed []");
  }

  @Test
  void secretOfAnotherUserDoesNotTouchTheLiveConnection() {
    World world = new World();
    Node node = world.node("n1");
    TestClient alice = node.welcomed("alice");

    TestClient mallory = node.connect(World.principal("mallory"), alice.resume);

    assertThat(mallory.frames()).containsExactly("welcome mallory s2 new");
    assertThat(alice.closed).isNull();
  }
}
