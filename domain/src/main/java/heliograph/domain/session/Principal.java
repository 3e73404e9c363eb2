package heliograph.domain.session;

import heliograph.domain.id.UserId;
import java.util.Objects;

/**
 * Whom a verified token speaks for.
 *
 * @param user the {@code sub} claim
 * @param grants what it allows
 * @param expiresAtMs epoch milliseconds, or {@link #NEVER}
 */
public record Principal(UserId user, Grants grants, long expiresAtMs) {
  /** A token without {@code exp}. */
  public static final long NEVER = Long.MAX_VALUE;

  public Principal {
    Objects.requireNonNull(user);
    Objects.requireNonNull(grants);
  }
}
