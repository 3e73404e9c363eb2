package heliograph.jwt;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import heliograph.ports.TokenVerifier.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A token's claims, judged. For one token and one thread. */
final class Claims {
  /** The node right without which a token holds but may not connect. */
  private static final String CONNECT = "connect";

  /** Why the claims do not hold; the message may be shown to the client. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason, null, false, false);
    }
  }

  private final Map<String, Object> claims;

  Claims(Map<String, Object> claims) {
    this.claims = claims;
  }

  Verdict.Accepted judge(JwtSettings settings, long nowMs) throws Refused {
    long expiresAtMs = expiry(settings.clockSkewMs(), nowMs);
    if (claims.containsKey("nbf") && millis("nbf") > nowMs + settings.clockSkewMs()) {
      throw new Refused("token not valid yet");
    }
    if (settings.issuer() != null && !settings.issuer().equals(claims.get("iss"))) {
      throw new Refused("wrong issuer");
    }
    if (settings.audience() != null && !heldBy(claims.get("aud"), settings.audience())) {
      throw new Refused("wrong audience");
    }
    Grants grants = claims.containsKey("rooms") ? rooms() : settings.defaultGrants();
    return new Verdict.Accepted(new Principal(user(), grants, expiresAtMs), mayConnect());
  }

  private UserId user() throws Refused {
    if (!(claims.get("sub") instanceof String sub)) {
      throw new Refused("no sub claim");
    }
    try {
      return new UserId(sub);
    } catch (IllegalArgumentException e) {
      throw new Refused("bad sub claim: " + e.getMessage());
    }
  }

  /** A token accepted only for the skew is good until that has run out, all others until exp. */
  private long expiry(long skewMs, long nowMs) throws Refused {
    if (!claims.containsKey("exp")) {
      return Principal.NEVER;
    }
    long expMs = millis("exp");
    if (expMs > nowMs) {
      return expMs;
    }
    if (expMs <= nowMs - skewMs) {
      throw new Refused("token expired");
    }
    return expMs + skewMs;
  }

  /** RFC 7519 §2: seconds since the epoch, possibly with a fraction. */
  private long millis(String claim) throws Refused {
    if (!(claims.get(claim) instanceof Number seconds)) {
      throw new Refused("bad " + claim + " claim");
    }
    double ms = seconds.doubleValue() * 1_000;
    if (!Double.isFinite(ms)) {
      throw new Refused("bad " + claim + " claim");
    }
    // The cast saturates; halved, so that no sum with a time of today overflows.
    return Math.clamp(Math.round(ms), Long.MIN_VALUE / 2, Long.MAX_VALUE / 2);
  }

  private static boolean heldBy(Object aud, String wanted) {
    return aud instanceof List<?> many ? many.contains(wanted) : wanted.equals(aud);
  }

  private Grants rooms() throws Refused {
    if (!(claims.get("rooms") instanceof List<?> entries) || entries.size() > Grants.MAX) {
      throw new Refused("bad rooms claim: a list of at most " + Grants.MAX + " grants is needed");
    }
    Grant[] grants = new Grant[entries.size()];
    for (int i = 0; i < grants.length; i++) {
      grants[i] = grant(entries.get(i));
    }
    return new Grants(List.of(grants));
  }

  private static Grant grant(Object entry) throws Refused {
    if (!(entry instanceof Map<?, ?> grant)
        || !(grant.get("match") instanceof String match)
        || !(grant.get("can") instanceof List<?> can)) {
      throw new Refused("bad rooms claim: a grant needs match and can");
    }
    Set<Right> rights = EnumSet.noneOf(Right.class);
    for (Object name : can) {
      rights.add(right(name));
    }
    try {
      return new Grant(match, rights);
    } catch (IllegalArgumentException e) {
      throw new Refused("bad rooms claim: " + e.getMessage());
    }
  }

  private static Right right(Object name) throws Refused {
    for (Right right : Right.values()) {
      if (right.name().toLowerCase(Locale.ROOT).equals(name)) {
        return right;
      }
    }
    throw new Refused("bad rooms claim: unknown right");
  }

  private boolean mayConnect() throws Refused {
    if (!claims.containsKey("can")) {
      return true;
    }
    if (!(claims.get("can") instanceof List<?> can)
        || !can.stream().allMatch(String.class::isInstance)) {
      throw new Refused("bad can claim: a list of rights is needed");
    }
    return can.contains(CONNECT);
  }
}
