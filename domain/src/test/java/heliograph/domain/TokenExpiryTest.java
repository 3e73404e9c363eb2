package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import org.junit.jupiter.api.Test;

/** A token that runs out, and one that takes its place. */
class TokenExpiryTest {
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
}
