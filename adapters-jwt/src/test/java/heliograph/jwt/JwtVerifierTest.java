package heliograph.jwt;

import static heliograph.jwt.Tokens.NOW_S;
import static heliograph.jwt.Tokens.hs256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import heliograph.ports.TokenVerifier.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwtVerifierTest {
  private static final long SKEW_MS = 30_000;
  private static final Grants DEFAULTS = Grants.of("lobby", Right.JOIN);

  private static final JwtVerifier VERIFIER =
      new JwtVerifier(
          new JwtSettings(Tokens.SECRET, null, "issuer", "us", SKEW_MS, DEFAULTS), new TestClock());

  private static String token(Object... changes) {
    Object[] all = new Object[changes.length + 4];
    all[0] = "iss";
    all[1] = "issuer";
    all[2] = "aud";
    all[3] = "us";
    System.arraycopy(changes, 0, all, 4, changes.length);
    return hs256(all);
  }

  private static Principal accepted(String token) {
    return ((Verdict.Accepted) VERIFIER.verify(token)).principal();
  }

  @Test
  void aGoodTokenYieldsItsUserExpiryAndTheDefaultGrants() {
    assertThat(VERIFIER.verify(token()))
        .isEqualTo(
            new Verdict.Accepted(
                new Principal(new UserId("alice"), DEFAULTS, (NOW_S + 3_600) * 1_000), true));
  }

  static Stream<Arguments> refused() {
    List<Object> tooMany = java.util.Collections.nCopies(Grants.MAX + 1, grant("a"));
    return Stream.of(
        Arguments.of("token expired", token("exp", NOW_S - 30)),
        Arguments.of("token expired", token("exp", 0)),
        Arguments.of("token expired", token("exp", -1e300)),
        Arguments.of("bad exp claim", token("exp", "tomorrow")),
        Arguments.of("token not valid yet", token("nbf", NOW_S + 31)),
        Arguments.of("bad nbf claim", token("nbf", List.of())),
        Arguments.of("wrong issuer", token("iss", "someone")),
        Arguments.of("wrong issuer", token("iss", null)),
        Arguments.of("wrong audience", token("aud", "them")),
        Arguments.of("wrong audience", token("aud", List.of("them", "those"))),
        Arguments.of("wrong audience", token("aud", null)),
        Arguments.of("no sub claim", token("sub", null)),
        Arguments.of("no sub claim", token("sub", 7)),
        Arguments.of("bad sub claim: user must not be empty", token("sub", "")),
        Arguments.of(
            "bad sub claim: user must be at most 128 bytes", token("sub", "x".repeat(129))),
        Arguments.of("bad sub claim: user must not hold control characters", token("sub", "a\nb")),
        Arguments.of("bad rooms claim: a list of at most 256 grants is needed", rooms("all")),
        Arguments.of("bad rooms claim: a list of at most 256 grants is needed", rooms(tooMany)),
        Arguments.of("bad rooms claim: a grant needs match and can", rooms(List.of("a"))),
        Arguments.of(
            "bad rooms claim: a grant needs match and can", rooms(List.of(Map.of("match", "a")))),
        Arguments.of("bad rooms claim: unknown right", rooms(List.of(grant("a", "fly")))),
        Arguments.of("bad rooms claim: unknown right", rooms(List.of(grant("a", "JOIN")))),
        Arguments.of(
            "bad rooms claim: a grant's match must have 1 to 256 characters",
            rooms(List.of(grant("", "join")))),
        Arguments.of("bad can claim: a list of rights is needed", token("can", "connect")),
        Arguments.of("bad can claim: a list of rights is needed", token("can", List.of(1))),
        Arguments.of("bad signature", token() + "A"),
        Arguments.of("bad signature", Tokens.hs256("x".repeat(32), payload())),
        Arguments.of("bad signature", Tokens.raw("{\"alg\":\"HS256\"}", "{}", "AAAA")),
        Arguments.of("malformed token", Tokens.raw("{\"alg\":\"HS256\"}", "{}", "")),
        Arguments.of("malformed token", Tokens.raw("null", "{}", "AAAA")),
        Arguments.of("malformed token", hs256(Tokens.SECRET, new Payload("null"))),
        Arguments.of("algorithm not allowed", Tokens.raw("{\"alg\":\"HS512\"}", "{}", "AAAA")),
        Arguments.of("algorithm not allowed", Tokens.raw("{\"alg\":\"RS256\"}", "{}", "AAAA")),
        Arguments.of("algorithm not allowed", Tokens.raw("{\"alg\":\"nOnE\"}", "{}", "AAAA")),
        Arguments.of("malformed token", Tokens.raw("{\"alg\":\"none\"}", "{\"sub\":\"a\"}", "")),
        Arguments.of("unsupported header", critical()),
        Arguments.of("malformed token", hs256(Tokens.SECRET, new Payload("[1]"))),
        Arguments.of("malformed token", hs256(Tokens.SECRET, new Payload("hello"))),
        Arguments.of("malformed token", hs256(Tokens.SECRET, new Payload("[".repeat(5_000)))),
        Arguments.of("malformed token", Tokens.raw("{\"a\":".repeat(1_000), "{}", "")),
        Arguments.of("malformed token", "a.b.c"),
        Arguments.of("malformed token", "a.b.c.d.e"),
        Arguments.of("malformed token", ".."),
        Arguments.of("malformed token", ""),
        Arguments.of("token too large", "x".repeat(JwtVerifier.TOKEN_MAX + 1)));
  }

  @ParameterizedTest
  @MethodSource
  void refused(String reason, String token) {
    assertThat(VERIFIER.verify(token)).isEqualTo(new Verdict.Rejected(reason));
  }

  @Test
  void noTokenAtAllIsMalformed() {
    assertThat(VERIFIER.verify(null)).isEqualTo(new Verdict.Rejected("malformed token"));
  }

  @Test
  void theClockOfTheIssuerMayBeOffByTheSkew() {
    assertThat(accepted(token("nbf", NOW_S + 30)).user()).isEqualTo(new UserId("alice"));
    assertThat(accepted(token("exp", NOW_S - 29)).expiresAtMs()).isEqualTo((NOW_S + 1) * 1_000);
  }

  @Test
  void aTokenWithoutExpiryNeverExpires() {
    assertThat(accepted(token("exp", null)).expiresAtMs()).isEqualTo(Principal.NEVER);
  }

  @Test
  void anExpiryMayHaveAFraction() {
    assertThat(accepted(token("exp", NOW_S + 1.25)).expiresAtMs()).isEqualTo(NOW_S * 1_000 + 1_250);
  }

  @Test
  void anExpiryBeyondAllReasonDoesNotOverflow() {
    assertThat(accepted(token("exp", 1e300)).expiresAtMs()).isGreaterThan(NOW_S * 1_000);
  }

  @Test
  void oneOfSeveralAudiencesIsEnough() {
    assertThat(accepted(token("aud", List.of("them", "us"))).user().value()).isEqualTo("alice");
  }

  @Test
  void theRoomsClaimReplacesTheDefaultGrants() {
    Grants grants = accepted(rooms(List.of(grant("orders.*", "join", "publish")))).grants();

    UserId alice = new UserId("alice");
    assertThat(grants.allow(alice, new RoomName("orders.1"), Right.PUBLISH)).isTrue();
    assertThat(grants.allow(alice, new RoomName("orders.1"), Right.HISTORY)).isFalse();
    assertThat(grants.allow(alice, new RoomName("lobby"), Right.JOIN)).isFalse();
  }

  @Test
  void anEmptyRoomsClaimAllowsNothing() {
    assertThat(accepted(rooms(List.of())).grants()).isEqualTo(new Grants(List.of()));
  }

  @Test
  void aCanClaimWithoutConnectHoldsButMayNotConnect() {
    assertThat(((Verdict.Accepted) VERIFIER.verify(token("can", List.of("admin")))).mayConnect())
        .isFalse();
    assertThat(((Verdict.Accepted) VERIFIER.verify(token("can", List.of("connect")))).mayConnect())
        .isTrue();
  }

  @Test
  void reasonsNeverRepeatWhatIsInTheToken() {
    String marker = "s3cr3t-marker";
    for (String claim : List.of("iss", "aud", "exp", "nbf", "rooms", "can")) {
      Verdict verdict = VERIFIER.verify(token(claim, marker));
      assertThat(((Verdict.Rejected) verdict).reason()).doesNotContain(marker);
    }
  }

  @Test
  void aSecretOfLessThan32BytesIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> JwtSettings.ofSecret("x".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the secret has 31 bytes, but HS256 needs at least 32");
    assertThat(JwtSettings.ofSecret(Tokens.SECRET).toString()).doesNotContain(Tokens.SECRET);
  }

  @Test
  void nothingToJudgeByIsRefused() {
    assertThatThrownBy(() -> new JwtSettings(null, null, null, null, 0, Grants.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Object> grant(String match, String... can) {
    return Map.of("match", match, "can", List.of(can));
  }

  private static String rooms(Object claim) {
    return token("rooms", claim);
  }

  private static Payload payload() {
    return new Payload(Tokens.claims("iss", "issuer", "aud", "us"));
  }

  private static String critical() {
    try {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.HS256)
              .criticalParams(Set.of("b64"))
              .base64URLEncodePayload(true)
              .build();
      return Tokens.signed(header, payload(), new MACSigner(Tokens.SECRET));
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
