package heliograph.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/**
 * Ed25519 by the JDK (RFC 8037, RFC 9864); the library's own verifier would need another library.
 * Thread-safe.
 */
final class EdDsaVerifier implements JWSVerifier {
  private static final int KEY_BYTES = 32;

  /** The DER of a SubjectPublicKeyInfo up to the key itself, RFC 8410 §4. */
  private static final byte[] SPKI_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  private final PublicKey key;
  private final JCAContext context = new JCAContext();

  /**
   * Takes the public part of a key.
   *
   * @throws GeneralSecurityException if it is of another curve, or no point on it
   */
  EdDsaVerifier(OctetKeyPair jwk) throws GeneralSecurityException {
    byte[] raw = jwk.getDecodedX();
    if (!Curve.Ed25519.equals(jwk.getCurve()) || raw.length != KEY_BYTES) {
      throw new GeneralSecurityException("only Ed25519 keys are supported");
    }
    byte[] der = new byte[SPKI_PREFIX.length + KEY_BYTES];
    System.arraycopy(SPKI_PREFIX, 0, der, 0, SPKI_PREFIX.length);
    System.arraycopy(raw, 0, der, SPKI_PREFIX.length, KEY_BYTES);
    key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature.decode());
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  @Override
  public Set<JWSAlgorithm> supportedJWSAlgorithms() {
    return ALGORITHMS;
  }

  @Override
  public JCAContext getJCAContext() {
    return context;
  }
}
