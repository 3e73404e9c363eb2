package heliograph.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import heliograph.ports.TokenVerifier.Verdict;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class JwtMinterTest {
  private static final UserId ALICE = new UserId("alice");

  private final TestClock clock = new TestClock();
  private final JwtSettings settings =
      new JwtSettings(Tokens.SECRET, null, "issuer", "us", 0, Grants.ALL);
  private final JwtMinter minter = new JwtMinter(settings, clock);
  private final JwtVerifier verifier = new JwtVerifier(settings, clock);

  @Test
  void whatIsMintedIsAcceptedUntilItExpires() {
    Grants grants = Grants.of("orders.*", Right.JOIN, Right.PUBLISH);

    JwtMinter.Minted minted = minter.mint(ALICE, grants, Duration.ofHours(1));

    assertThat(minted.expiresAtMs()).isEqualTo(TestClock.START_MS + 3_600_000);
    assertThat(verifier.verify(minted.token()))
        .isEqualTo(new Verdict.Accepted(new Principal(ALICE, grants, minted.expiresAtMs()), true));
    clock.advance(3_600_000);
    assertThat(verifier.verify(minted.token())).isEqualTo(new Verdict.Rejected("token expired"));
  }

  @Test
  void withoutGrantsTheNodesDefaultsApply() {
    String token = minter.mint(ALICE, null, Duration.ofHours(1)).token();

    assertThat(((Verdict.Accepted) verifier.verify(token)).principal().grants())
        .isEqualTo(Grants.ALL);
  }

  @Test
  void aTokenThatWouldBeRefusedIsNotMade() {
    Grant longest = new Grant("x".repeat(Grant.MATCH_MAX), Collections.singleton(Right.JOIN));
    Grants many = new Grants(Collections.nCopies(Grants.MAX, longest));

    assertThatThrownBy(() -> minter.mint(ALICE, many, Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> minter.mint(ALICE, null, Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withoutASecretNothingCanBeMade() {
    JwtSettings publicOnly = new JwtSettings(null, "jwks.json", null, null, 0, Grants.ALL);

    assertThatThrownBy(() -> new JwtMinter(publicOnly, clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
