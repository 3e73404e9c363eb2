package heliograph.testkit.simulation;

import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Watches who saves sessions: each connection that goes on with one brings a secret of its own, and
 * once a save with another secret was taken, none with the former may be.
 */
final class Fence {
  private static final class Seen {
    SessionRecord last;
    final Set<String> former = new HashSet<>();
  }

  private final World world;
  private final Map<SessionId, Seen> sessions = new HashMap<>();

  Fence(World world) {
    this.world = world;
  }

  /** Judges a save that the store took. */
  void saved(SessionRecord session) {
    Seen seen = sessions.computeIfAbsent(session.id(), id -> new Seen());
    SessionRecord last = seen.last;
    if (session.equals(last)) {
      return;
    }
    if (last != null && last.expiresAtMs() >= world.time.nowMs()) {
      world.require(
          session.version() == last.version() + 1 && !seen.former.contains(session.secretHash()),
          Invariant.FENCED,
          "version %d of %s saved by %s, after version %d by %s",
          session.version(),
          session.id(),
          session.owner(),
          last.version(),
          last.owner());
    }
    if (last != null && !last.secretHash().equals(session.secretHash())) {
      seen.former.add(last.secretHash());
    }
    seen.last = session;
  }
}
