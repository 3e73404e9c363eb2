package heliograph.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens for tests, as an issuer would make them, and as it would not. */
final class Tokens {
  static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final long NOW_S = TestClock.START_MS / 1_000;

  private Tokens() {}

  /** Claims that hold, with others put over them; a null value takes the claim out. */
  static Map<String, Object> claims(Object... changes) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", "alice");
    claims.put("exp", NOW_S + 3_600);
    for (int i = 0; i < changes.length; i += 2) {
      if (changes[i + 1] == null) {
        claims.remove((String) changes[i]);
      } else {
        claims.put((String) changes[i], changes[i + 1]);
      }
    }
    return claims;
  }

  static String hs256(Object... changes) {
    return hs256(SECRET, new Payload(claims(changes)));
  }

  static String hs256(String secret, Payload payload) {
    try {
      return signed(new JWSHeader(JWSAlgorithm.HS256), payload, new MACSigner(secret));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String signed(JWSHeader header, Payload payload, JWSSigner signer) {
    JWSObject jws = new JWSObject(header, payload);
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return jws.serialize();
  }

  /** A token of these three parts, whatever they are. */
  static String raw(String header, String payload, String signature) {
    return base64(header) + "." + base64(payload) + "." + signature;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
