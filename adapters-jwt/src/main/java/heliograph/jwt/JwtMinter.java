package heliograph.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import heliograph.domain.id.UserId;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Right;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes HS256 tokens that a node with the same settings accepts. Thread-safe. */
public final class JwtMinter {
  /**
   * A token made.
   *
   * @param expiresAtMs its {@code exp} in epoch milliseconds, a whole second
   */
  public record Minted(String token, long expiresAtMs) {}

  private final JwtSettings settings;
  private final InstantSource clock;
  private final JWSSigner signer;

  /**
   * Takes the secret, and what {@code iss} and {@code aud} have to be.
   *
   * @throws IllegalArgumentException if there is no secret
   */
  public JwtMinter(JwtSettings settings, InstantSource clock) {
    if (settings.secret() == null) {
      throw new IllegalArgumentException("tokens are made with the secret, and there is none");
    }
    this.settings = settings;
    this.clock = clock;
    try {
      this.signer = new MACSigner(JwtSettings.requireLongEnough(settings.secret()));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the secret cannot be used for HS256", e);
    }
  }

  /**
   * Makes a token.
   *
   * @param grants the {@code rooms} claim; null to leave it out, for the node's default grants
   * @param ttl how long it is good for, at least a second
   * @throws IllegalArgumentException if {@code ttl} is too short, or the token would be refused for
   *     its length
   */
  public Minted mint(UserId user, Grants grants, Duration ttl) {
    if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a token must be good for a second at least");
    }
    long nowS = Math.floorDiv(clock.millis(), 1_000L);
    long expS = nowS + ttl.toSeconds();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("sub", user.value());
    claims.put("iat", nowS);
    claims.put("exp", expS);
    if (settings.issuer() != null) {
      claims.put("iss", settings.issuer());
    }
    if (settings.audience() != null) {
      claims.put("aud", settings.audience());
    }
    if (grants != null) {
      claims.put("rooms", grants.grants().stream().map(JwtMinter::claim).toList());
    }
    JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
    try {
      jws.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 failed", e);
    }
    String token = jws.serialize();
    if (token.length() > JwtVerifier.TOKEN_MAX) {
      throw new IllegalArgumentException(
          "the token would be longer than " + JwtVerifier.TOKEN_MAX + " characters");
    }
    return new Minted(token, expS * 1_000);
  }

  private static Map<String, Object> claim(Grant grant) {
    List<String> can =
        grant.can().stream()
            .sorted()
            .map(Right::name)
            .map(r -> r.toLowerCase(Locale.ROOT))
            .toList();
    return Map.of("match", grant.match(), "can", can);
  }
}
