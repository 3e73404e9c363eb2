package heliograph.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import heliograph.domain.session.Grants;
import heliograph.ports.TokenVerifier.Verdict;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwksRotationTest {
  private static final JwksCache.Pace PACE = new JwksCache.Pace(300_000, 10_000);
  private static final String OLD = KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA, "exp", null);
  private static final String NEW =
      KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA_NEXT, "exp", null);

  private final TestClock clock = new TestClock();
  private KeyServer server;
  private JwtVerifier verifier;

  @BeforeEach
  void start() throws IOException {
    server = new KeyServer();
    server.answer(200, KeyRing.jwks(KeyRing.RSA));
    JwtSettings settings = new JwtSettings(null, server.url(), null, null, 0, Grants.ALL);
    verifier = new JwtVerifier(settings, clock, PACE);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void assertAccepted(String token) {
    assertThat(verifier.verify(token)).isInstanceOf(Verdict.Accepted.class);
  }

  private void assertOutOfReach(String token) {
    assertThat(verifier.verify(token)).isInstanceOf(Verdict.Unavailable.class);
  }

  private void assertUnknown(String token) {
    assertThat(verifier.verify(token)).isEqualTo(new Verdict.Rejected("unknown key"));
  }

  @Test
  void keysAreFetchedOnceForManyTokens() {
    for (int i = 0; i < 50; i++) {
      assertAccepted(OLD);
    }

    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void anUnknownKeyIdHasTheKeysFetchedAgain() {
    assertAccepted(OLD);
    server.answer(200, KeyRing.jwks(KeyRing.RSA, KeyRing.RSA_NEXT));
    clock.advance(PACE.cooldownMs());

    assertAccepted(NEW);
    assertAccepted(OLD);
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void unknownKeyIdsCannotHaveTheKeysFetchedWithoutEnd() {
    assertAccepted(OLD);
    for (int i = 0; i < 50; i++) {
      assertUnknown(NEW);
      clock.advance(PACE.cooldownMs() / 10);
    }

    assertThat(server.requests()).isEqualTo(5);
  }

  @Test
  void aKeyTakenOutIsRefusedOnceTheKeysWereRefreshed() {
    assertAccepted(OLD);
    server.answer(200, KeyRing.jwks(KeyRing.RSA_NEXT));
    clock.advance(PACE.refreshMs() - 1);
    assertAccepted(OLD);
    clock.advance(1);

    assertUnknown(OLD);
  }

  @Test
  void theOldKeysAreKeptWhileTheUrlIsDown() {
    assertAccepted(OLD);
    server.answer(503, "out of order");
    for (int i = 0; i < 10; i++) {
      clock.advance(PACE.refreshMs());
      assertAccepted(OLD);
    }
    assertOutOfReach(NEW);
    server.answer(200, KeyRing.jwks(KeyRing.RSA_NEXT));
    clock.advance(PACE.cooldownMs());

    assertAccepted(NEW);
    assertUnknown(OLD);
  }

  @Test
  void withoutAFirstFetchTokensCannotBeJudged() {
    server.answer(500, "");

    assertOutOfReach(OLD);
    assertOutOfReach(OLD);
    assertThat(server.requests()).isEqualTo(1);
    server.answer(200, KeyRing.jwks(KeyRing.RSA));
    clock.advance(PACE.cooldownMs());
    assertAccepted(OLD);
  }

  @Test
  void nobodyListeningIsOutOfReachToo() {
    server.stop();

    assertOutOfReach(OLD);
  }

  @Test
  void aClockSetBackDoesNotStopTheKeysFromBeingRefreshed() {
    assertAccepted(OLD);
    server.answer(200, KeyRing.jwks(KeyRing.RSA_NEXT));
    clock.advance(-86_400_000);

    assertAccepted(NEW);
  }

  @Test
  void whatIsNoKeySetIsNotTakenForOne() {
    for (String body :
        new String[] {"", "null", "[]", "{}", "{\"keys\":7}", "{\"keys\":[]}", "<html>"}) {
      server.answer(200, body);
      clock.advance(PACE.cooldownMs());

      assertOutOfReach(OLD);
    }
  }

  @Test
  void aDocumentWithoutEndIsCutOff() {
    server.answer(200, "{\"keys\":[" + " ".repeat(Jwks.BYTES_MAX) + "]}");

    assertOutOfReach(OLD);
  }

  @Test
  void aUrlThatNeverAnswersIsGivenUp() {
    server.hang();
    JwksUrl source = new JwksUrl(java.net.URI.create(server.url()), Duration.ofMillis(200));

    org.assertj.core.api.Assertions.assertThatThrownBy(source::read)
        .isInstanceOf(IOException.class);
  }
}
