package heliograph.jwt;

import heliograph.domain.session.Grants;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What tokens are judged by. Immutable.
 *
 * @param secret for HS256 tokens, at least {@link #SECRET_BYTES_MIN} bytes of UTF-8; null for none
 * @param jwks where the public keys for RS, PS, ES and EdDSA tokens are: an http(s) URL, a {@code
 *     file:} URL or a path; null for none
 * @param issuer what {@code iss} must be; null for any
 * @param audience what {@code aud} must hold; null for any
 * @param clockSkewMs how far the issuer's clock may be off, in milliseconds; 0 or more
 * @param defaultGrants what a token without the {@code rooms} claim gets
 */
public record JwtSettings(
    String secret,
    String jwks,
    String issuer,
    String audience,
    long clockSkewMs,
    Grants defaultGrants) {
  /** Inclusive bound on the secret's length: RFC 7518 §3.2 asks for the hash's size at least. */
  public static final int SECRET_BYTES_MIN = 32;

  /**
   * Validates the settings.
   *
   * @throws IllegalArgumentException with one line that says what to change, without the secret
   */
  public JwtSettings {
    if (secret == null && jwks == null) {
      throw new IllegalArgumentException("tokens need a secret or a JWKS to be judged by");
    }
    if (secret != null) {
      requireLongEnough(secret);
    }
    if (clockSkewMs < 0) {
      throw new IllegalArgumentException("the clock skew must not be negative");
    }
    Objects.requireNonNull(defaultGrants);
  }

  /** Returns settings with a secret and nothing else. */
  public static JwtSettings ofSecret(String secret) {
    return new JwtSettings(secret, null, null, null, 0, Grants.ALL);
  }

  static byte[] requireLongEnough(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < SECRET_BYTES_MIN) {
      throw new IllegalArgumentException(
          "the secret has %d bytes, but HS256 needs at least %d"
              .formatted(bytes.length, SECRET_BYTES_MIN));
    }
    return bytes;
  }

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "JwtSettings[secret=%s, jwks=%s, issuer=%s, audience=%s, clockSkewMs=%d]"
        .formatted(secret == null ? null : "***", jwks, issuer, audience, clockSkewMs);
  }
}
