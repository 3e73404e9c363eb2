package heliograph.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One public key and the algorithms it may be used with. Immutable.
 *
 * @param kid the key's id; null if it has none
 */
record VerificationKey(String kid, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {
  /** RFC 7518 §3.3: a key of this size or larger must be used. */
  private static final int RSA_BITS_MIN = 2048;

  /** All that may be signed with a public key; nothing symmetric, and not {@code none}. */
  static final Set<JWSAlgorithm> ASYMMETRIC =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512,
          JWSAlgorithm.EdDSA,
          JWSAlgorithm.Ed25519);

  /**
   * Makes a key of a JWK; empty if it cannot verify signatures here (other use, type, too weak).
   */
  static Optional<VerificationKey> of(JWK jwk) {
    if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
      return Optional.empty();
    }
    try {
      JWSVerifier verifier =
          switch (jwk) {
            case RSAKey rsa when rsa.size() >= RSA_BITS_MIN ->
                new RSASSAVerifier(rsa.toRSAPublicKey());
            case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
            case OctetKeyPair okp -> new EdDsaVerifier(okp);
            default -> null;
          };
      if (verifier == null) {
        return Optional.empty();
      }
      Set<JWSAlgorithm> algorithms =
          verifier.supportedJWSAlgorithms().stream()
              .filter(ASYMMETRIC::contains)
              .filter(a -> jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(a))
              .collect(Collectors.toUnmodifiableSet());
      return algorithms.isEmpty()
          ? Optional.empty()
          : Optional.of(new VerificationKey(jwk.getKeyID(), algorithms, verifier));
    } catch (JOSEException | GeneralSecurityException unusable) {
      return Optional.empty();
    }
  }

  /** Returns whether a token with this header may have been signed by this key. */
  boolean suits(JWSHeader header) {
    return algorithms.contains(header.getAlgorithm())
        && (header.getKeyID() == null || header.getKeyID().equals(kid));
  }
}
