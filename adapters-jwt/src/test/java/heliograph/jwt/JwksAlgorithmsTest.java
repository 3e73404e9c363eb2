package heliograph.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import heliograph.domain.session.Grants;
import heliograph.ports.TokenVerifier.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JwksAlgorithmsTest {
  @TempDir private Path folder;

  private JwtVerifier verifier(String secret, String jwks) throws IOException {
    Path file = Files.writeString(folder.resolve("jwks.json"), jwks);
    JwtSettings settings = new JwtSettings(secret, file.toString(), null, null, 0, Grants.ALL);
    return new JwtVerifier(settings, new TestClock());
  }

  static Stream<Arguments> aTokenOfAPublicKeyIsAccepted() {
    JWK ed = KeyRing.ED.jwk();
    return Stream.of(
        Arguments.of(JWSAlgorithm.RS256, KeyRing.RSA),
        Arguments.of(JWSAlgorithm.RS512, KeyRing.RSA),
        Arguments.of(JWSAlgorithm.PS256, KeyRing.RSA),
        Arguments.of(JWSAlgorithm.PS384, KeyRing.RSA),
        Arguments.of(JWSAlgorithm.ES256, KeyRing.EC_256),
        Arguments.of(JWSAlgorithm.ES384, KeyRing.EC_384),
        Arguments.of(JWSAlgorithm.ES512, KeyRing.EC_521),
        Arguments.of(JWSAlgorithm.EdDSA, ed),
        Arguments.of(JWSAlgorithm.Ed25519, ed));
  }

  @ParameterizedTest
  @MethodSource
  void aTokenOfAPublicKeyIsAccepted(JWSAlgorithm algorithm, JWK key) throws IOException {
    JwtVerifier verifier = verifier(null, KeyRing.jwks(key));
    String token = KeyRing.token(algorithm, key);
    String tampered = token.substring(0, token.lastIndexOf('.') + 5) + "AAAA" + tail(token);

    assertThat(verifier.verify(token)).isInstanceOf(Verdict.Accepted.class);
    assertThat(verifier.verify(tampered)).isEqualTo(new Verdict.Rejected("bad signature"));
  }

  private static String tail(String token) {
    return token.substring(token.lastIndexOf('.') + 9);
  }

  @Test
  void aTokenWithoutKeyIdIsTriedWithAllThatSuit() throws IOException {
    JwtVerifier verifier = verifier(null, KeyRing.jwks(KeyRing.RSA_NEXT, KeyRing.RSA));

    assertThat(verifier.verify(KeyRing.tokenOf(null, JWSAlgorithm.RS256, KeyRing.RSA)))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void secretAndPublicKeysMayBeConfiguredTogether() throws IOException {
    JwtVerifier verifier = verifier(Tokens.SECRET, KeyRing.jwks(KeyRing.RSA));

    assertThat(verifier.verify(Tokens.hs256())).isInstanceOf(Verdict.Accepted.class);
    assertThat(verifier.verify(KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA)))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aPublicKeyIsNotTakenForAnHmacSecret() throws IOException, JOSEException {
    JwtVerifier withSecret = verifier(Tokens.SECRET, KeyRing.jwks(KeyRing.RSA));
    JwtVerifier without = verifier(null, KeyRing.jwks(KeyRing.RSA));
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KeyRing.RSA.getKeyID()).build();
    byte[] publicKey = KeyRing.RSA.toRSAPublicKey().getEncoded();
    String forged = Tokens.signed(header, new Payload(Tokens.claims()), new MACSigner(publicKey));

    assertThat(withSecret.verify(forged)).isEqualTo(new Verdict.Rejected("bad signature"));
    assertThat(without.verify(forged)).isEqualTo(new Verdict.Rejected("algorithm not allowed"));
  }

  @Test
  void aSymmetricKeyInTheSetIsNotUsed() throws IOException {
    JWK symmetric =
        new OctetSequenceKey.Builder(Tokens.SECRET.getBytes(StandardCharsets.UTF_8))
            .keyID("oct")
            .build();
    JwtVerifier verifier =
        verifier(
            null,
            "{\"keys\":[" + symmetric.toJSONString() + "," + KeyRing.EC_256.toPublicJWK() + "]}");

    assertThat(verifier.verify(Tokens.hs256()))
        .isEqualTo(new Verdict.Rejected("algorithm not allowed"));
  }

  @Test
  void aKeyBroughtByTheTokenItselfIsNotUsed() throws IOException {
    JwtVerifier verifier = verifier(null, KeyRing.jwks(KeyRing.RSA));
    RSAKey own = KeyRing.RSA_NEXT;
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(own.toPublicJWK()).build();
    String forged;
    try {
      forged =
          Tokens.signed(
              header, new Payload(Tokens.claims()), new com.nimbusds.jose.crypto.RSASSASigner(own));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }

    assertThat(verifier.verify(forged)).isEqualTo(new Verdict.Rejected("bad signature"));
  }

  @Test
  void aKeyIsUsedForItsOwnAlgorithmOnly() throws IOException {
    RSAKey bound =
        new RSAKey.Builder(KeyRing.RSA.toPublicJWK()).algorithm(JWSAlgorithm.PS256).build();
    JwtVerifier verifier = verifier(null, KeyRing.jwks(bound));

    assertThat(verifier.verify(KeyRing.token(JWSAlgorithm.PS256, KeyRing.RSA)))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(verifier.verify(KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA)))
        .isEqualTo(new Verdict.Rejected("unknown key"));
  }

  @Test
  void keysForEncryptionAndWeakKeysAreLeftOut() throws IOException {
    RSAKey weak = KeyRing.weakRsa("weak");
    RSAKey encryption =
        new RSAKey.Builder(KeyRing.RSA.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
    JwtVerifier verifier = verifier(null, KeyRing.jwks(weak, encryption, KeyRing.EC_256));

    assertThat(verifier.verify(KeyRing.token(JWSAlgorithm.RS256, KeyRing.RSA)))
        .isEqualTo(new Verdict.Rejected("unknown key"));
    assertThat(
            Jwks.parse(KeyRing.jwks(weak, KeyRing.EC_256).getBytes(StandardCharsets.UTF_8)).keys())
        .extracting(VerificationKey::kid)
        .containsExactly("ec-256");
  }
}
