package heliograph.ports;

import heliograph.domain.session.Principal;

/**
 * Judges tokens. May block for a bounded time (keys may have to be fetched), so not to be called by
 * the hub's thread. Safe for use by any thread. Never throws for a bad token.
 */
public interface TokenVerifier {
  /** Judges one token, which may be any string at all. */
  Verdict verify(String token);

  /** What came of it. */
  sealed interface Verdict {
    /**
     * The token holds.
     *
     * @param mayConnect false if it lacks the {@code connect} right
     */
    record Accepted(Principal principal, boolean mayConnect) implements Verdict {}

    /**
     * The token does not hold.
     *
     * @param reason in words that may be shown to the client
     */
    record Rejected(String reason) implements Verdict {}

    /** It cannot be judged now: the keys are out of reach. */
    record Unavailable(String reason) implements Verdict {}
  }
}
