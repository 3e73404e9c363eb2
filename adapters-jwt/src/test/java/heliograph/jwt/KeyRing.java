package heliograph.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Key pairs of an issuer, made once, as RSA keys take their time. */
final class KeyRing {
  static final RSAKey RSA = rsa("rsa-1");
  static final RSAKey RSA_NEXT = rsa("rsa-2");
  static final ECKey EC_256 = ec(Curve.P_256, "ec-256");
  static final ECKey EC_384 = ec(Curve.P_384, "ec-384");
  static final ECKey EC_521 = ec(Curve.P_521, "ec-521");
  static final Ed25519 ED = ed25519("ed-1");

  /** A key that the library cannot sign with, but the JDK can. */
  record Ed25519(OctetKeyPair jwk, PrivateKey secret) {}

  private KeyRing() {}

  static String jwks(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(true);
  }

  /** A token with good claims, by the key's id. */
  static String token(JWSAlgorithm algorithm, JWK key, Object... claims) {
    return tokenOf(key.getKeyID(), algorithm, key, claims);
  }

  static String tokenOf(String kid, JWSAlgorithm algorithm, JWK key, Object... claims) {
    JWSHeader header = new JWSHeader.Builder(algorithm).keyID(kid).build();
    return Tokens.signed(header, new Payload(Tokens.claims(claims)), signer(key));
  }

  private static JWSSigner signer(JWK key) {
    try {
      return switch (key) {
        case RSAKey rsa -> new RSASSASigner(rsa);
        case ECKey ec -> new ECDSASigner(ec);
        default -> new EdSigner();
      };
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static RSAKey rsa(String kid) {
    try {
      return new RSAKeyGenerator(2_048).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static RSAKey weakRsa(String kid) {
    try {
      return new RSAKeyGenerator(1_024, true).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey ec(Curve curve, String kid) {
    try {
      return new ECKeyGenerator(curve).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static Ed25519 ed25519(String kid) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] der = pair.getPublic().getEncoded();
      byte[] raw = Arrays.copyOfRange(der, der.length - 32, der.length);
      OctetKeyPair jwk =
          new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(raw)).keyID(kid).build();
      return new Ed25519(jwk, pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final class EdSigner implements JWSSigner {
    private final JCAContext context = new JCAContext();

    @Override
    public Base64URL sign(JWSHeader header, byte[] input) {
      try {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(ED.secret());
        signature.update(input);
        return Base64URL.encode(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
    }

    @Override
    public JCAContext getJCAContext() {
      return context;
    }
  }
}
