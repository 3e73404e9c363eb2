package heliograph.websocket.upgrade;

import heliograph.domain.session.Principal;
import heliograph.ports.TokenVerifier;
import heliograph.ports.TokenVerifier.Verdict;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Decides who comes in. Cheap checks come first; the token, which may cost a look at its issuer's
 * keys, comes last but for the bound on its user's connections. Thread-safe.
 */
final class Doorkeeper {
  private final UpgradeRules rules;
  private final ConnectionLimits limits;
  private final TokenVerifier verifier;
  private final BooleanSupplier open;

  Doorkeeper(
      UpgradeRules rules, ConnectionLimits limits, TokenVerifier verifier, BooleanSupplier open) {
    this.rules = rules;
    this.limits = limits;
    this.verifier = verifier;
    this.open = open;
  }

  /** What came of a request to come in. */
  sealed interface Answer {
    record Enter(Principal principal, ConnectionLimits.Lease lease) implements Answer {}

    record Refuse(Refusal refusal) implements Answer {}
  }

  /** Judges a handshake. May block for as long as the verifier does. */
  Answer judge(ConnectionContext context, HttpPrologue prologue, Headers headers) {
    Refusal malformed = Handshake.check(prologue, headers);
    if (malformed != null) {
      return new Answer.Refuse(malformed);
    }
    if (!open.getAsBoolean()) {
      return new Answer.Refuse(Refusal.draining(rules.retryAfterS()));
    }
    String origin = headers.first(HeaderNames.ORIGIN).orElse(null);
    if (!rules.origins().allows(origin, HeaderLists.single(headers, HeaderNames.HOST))) {
      return new Answer.Refuse(Refusal.forbiddenOrigin());
    }
    ConnectionLimits.Lease lease = limits.tryEnter(address(context));
    if (lease == null) {
      return new Answer.Refuse(Refusal.tooManyConnections(rules.retryAfterS()));
    }
    Answer answer = new Answer.Refuse(Refusal.internal());
    try {
      answer = judgeToken(headers, new QueryString(prologue.query().rawValue()), lease);
    } finally {
      if (answer instanceof Answer.Refuse) {
        lease.release();
      }
    }
    return answer;
  }

  private Answer judgeToken(Headers headers, QueryString query, ConnectionLimits.Lease lease) {
    String token = TokenCarrier.find(headers, query);
    if (token == null) {
      return new Answer.Refuse(Refusal.unauthorized("a token is needed"));
    }
    return switch (verifier.verify(token)) {
      case Verdict.Rejected rejected -> new Answer.Refuse(Refusal.unauthorized(rejected.reason()));
      case Verdict.Unavailable unavailable ->
          new Answer.Refuse(Refusal.unavailable(unavailable, rules.retryAfterS()));
      case Verdict.Accepted accepted when !accepted.mayConnect() ->
          new Answer.Refuse(Refusal.forbidden());
      case Verdict.Accepted accepted when !lease.tryEnter(accepted.principal().user()) ->
          new Answer.Refuse(Refusal.tooManyConnections(rules.retryAfterS()));
      case Verdict.Accepted accepted -> new Answer.Enter(accepted.principal(), lease);
    };
  }

  private static InetAddress address(ConnectionContext context) {
    return context.remotePeer().address() instanceof InetSocketAddress inet
        ? inet.getAddress()
        : null;
  }
}
