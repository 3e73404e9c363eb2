package heliograph.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import heliograph.ports.TokenVerifier;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Judges signed JSON Web Tokens (RFC 7519, RFC 8725): HS256 by the secret only, RS, PS, ES and
 * EdDSA by the JWKS only, so that no key is ever used with the other's algorithm. Reasons never
 * repeat what is in a token. Thread-safe; blocks while keys are fetched, a few seconds at most.
 */
public final class JwtVerifier implements TokenVerifier {
  /** Inclusive bound on a token's length in characters. */
  public static final int TOKEN_MAX = 8_192;

  private static final Verdict MALFORMED = new Verdict.Rejected("malformed token");
  private static final Verdict BAD_SIGNATURE = new Verdict.Rejected("bad signature");
  private static final Verdict ALGORITHM = new Verdict.Rejected("algorithm not allowed");

  private final JwtSettings settings;
  private final InstantSource clock;

  /** Null without a secret. */
  private final JWSVerifier mac;

  /** Null without a JWKS. */
  private final JwksCache jwks;

  /**
   * Takes the settings; reads no keys yet.
   *
   * @param clock the time {@code exp} and {@code nbf} are compared with
   * @throws IllegalArgumentException with one line that says what to change
   */
  public JwtVerifier(JwtSettings settings, InstantSource clock) {
    this(settings, clock, JwksCache.Pace.DEFAULT);
  }

  JwtVerifier(JwtSettings settings, InstantSource clock, JwksCache.Pace pace) {
    this.settings = settings;
    this.clock = clock;
    this.mac = settings.secret() == null ? null : mac(settings.secret());
    this.jwks =
        settings.jwks() == null ? null : new JwksCache(JwksSource.at(settings.jwks()), clock, pace);
  }

  private static JWSVerifier mac(String secret) {
    try {
      return new MACVerifier(JwtSettings.requireLongEnough(secret));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret cannot be used for HS256", e);
    }
  }

  @Override
  public Verdict verify(String token) {
    if (token == null || token.isEmpty()) {
      return MALFORMED;
    }
    if (token.length() > TOKEN_MAX) {
      return new Verdict.Rejected("token too large");
    }
    JWSObject jws;
    try {
      jws = JWSObject.parse(token);
    } catch (ParseException | RuntimeException e) {
      // The library lets undeclared ones out on odd JSON, and a token may be any string.
      return MALFORMED;
    }
    JWSHeader header = jws.getHeader();
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      return new Verdict.Rejected("unsupported header");
    }
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (JWSAlgorithm.HS256.equals(algorithm)) {
      return mac == null ? ALGORITHM : signed(jws, mac) ? judge(jws) : BAD_SIGNATURE;
    }
    return jwks == null || !VerificationKey.ASYMMETRIC.contains(algorithm)
        ? ALGORITHM
        : byKeySet(jws);
  }

  private Verdict byKeySet(JWSObject jws) {
    return switch (jwks.find(jws.getHeader())) {
      case JwksCache.Lookup.Found(List<VerificationKey> keys) ->
          keys.stream().anyMatch(key -> signed(jws, key.verifier())) ? judge(jws) : BAD_SIGNATURE;
      case JwksCache.Lookup.Unknown() -> new Verdict.Rejected("unknown key");
      case JwksCache.Lookup.OutOfReach() ->
          new Verdict.Unavailable("the keys to check tokens with are out of reach");
    };
  }

  /** A signature that cannot even be looked at is a bad one. */
  private static boolean signed(JWSObject jws, JWSVerifier verifier) {
    try {
      return jws.verify(verifier);
    } catch (JOSEException | RuntimeException e) {
      return false;
    }
  }

  private Verdict judge(JWSObject jws) {
    Map<String, Object> claims = jws.getPayload().toJSONObject();
    if (claims == null) {
      return MALFORMED;
    }
    try {
      return new Claims(claims).judge(settings, clock.millis());
    } catch (Claims.Refused e) {
      return new Verdict.Rejected(e.getMessage());
    }
  }
}
