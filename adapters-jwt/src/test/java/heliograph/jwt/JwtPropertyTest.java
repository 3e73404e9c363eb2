package heliograph.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.session.Grants;
import heliograph.ports.TokenVerifier.Verdict;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

/** Whatever a client sends for a token is refused, and never more than that. */
class JwtPropertyTest {
  private static final String GOOD = Tokens.hs256();

  private static final JwtVerifier VERIFIER =
      new JwtVerifier(
          new JwtSettings(Tokens.SECRET, null, null, null, 0, Grants.ALL), new TestClock());

  @Property(tries = 500)
  void anyStringIsRefused(@ForAll @StringLength(max = 300) String token) {
    assertThat(VERIFIER.verify(token)).isInstanceOf(Verdict.Rejected.class);
  }

  @Property(tries = 500)
  void anyThreePartsAreRefused(
      @ForAll @StringLength(max = 60) String header,
      @ForAll @StringLength(max = 60) String payload,
      @ForAll @StringLength(max = 60) String signature) {
    String token = Tokens.raw("{\"alg\":\"HS256\"," + header, payload, signature);

    assertThat(VERIFIER.verify(token)).isInstanceOf(Verdict.Rejected.class);
  }

  /** But for the last character, of which two bits count for nothing. */
  @Property(tries = 1_000)
  void aGoodTokenWithOneCharacterChangedIsRefused(
      @ForAll @IntRange(max = 400) int at, @ForAll char other) {
    int index = at % (GOOD.length() - 1);
    if (GOOD.charAt(index) == other) {
      return;
    }
    String token = GOOD.substring(0, index) + other + GOOD.substring(index + 1);

    assertThat(VERIFIER.verify(token)).isInstanceOf(Verdict.Rejected.class);
  }

  @Property(tries = 200)
  void aGoodTokenCutShortIsRefused(@ForAll @IntRange(max = 400) int at) {
    String token = GOOD.substring(0, at % (GOOD.length() - 1));

    assertThat(VERIFIER.verify(token)).isInstanceOf(Verdict.Rejected.class);
  }

  /**
   * Any text is JSON of some kind or none: signed by us, it must still not be more than refused.
   */
  @Property(tries = 500)
  void signedNonsenseIsRefused(@ForAll @StringLength(max = 100) String claim) {
    String payload = "{\"sub\":" + claim + "}";

    Verdict verdict =
        VERIFIER.verify(Tokens.hs256(Tokens.SECRET, new com.nimbusds.jose.Payload(payload)));

    assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
  }
}
