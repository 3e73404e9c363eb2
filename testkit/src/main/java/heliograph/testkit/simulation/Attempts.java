package heliograph.testkit.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The connections a client has opened, given up or not: one it has given up may still get at its
 * session, and take it from the one it goes on with.
 */
final class Attempts {
  private final World world;
  private final List<SimConnection> open = new ArrayList<>();

  /** Given up, but not closed. */
  private final List<SimConnection> abandoned = new ArrayList<>();

  Attempts(World world) {
    this.world = world;
  }

  void opened(SimConnection connection) {
    open.removeIf(other -> other.concludedAtMs() < world.time.nowMs() - 60_000);
    open.add(connection);
  }

  /** Returns whether another connection may have taken the session from this one, or yet do so. */
  boolean mayHaveTaken(SimConnection from) {
    return open.stream()
        .anyMatch(other -> other != from && other.concludedAtMs() >= from.openedAtMs());
  }

  void abandon(SimConnection connection) {
    abandoned.add(connection);
  }

  void gone(SimConnection connection) {
    abandoned.remove(connection);
  }

  /**
   * Closes what was given up, but for some that have been taken over by {@code present}: these the
   * node must close.
   */
  void welcomed(SimConnection present) {
    List<SimConnection> left =
        abandoned.stream()
            .filter(other -> present.session().equals(other.session()) && world.chance.in(0.5))
            .toList();
    abandoned.removeAll(left);
    closeAll();
    abandoned.addAll(left);
  }

  void closeAll() {
    abandoned.forEach(SimConnection::closeByClient);
    abandoned.clear();
  }

  /** Returns whether a connection is open that was given up. */
  boolean areLeft() {
    return !abandoned.isEmpty();
  }
}
