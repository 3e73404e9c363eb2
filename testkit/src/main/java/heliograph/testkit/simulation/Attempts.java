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

  /**
   * Returns whether a connection that was given up may have taken the session from one that was
   * welcomed, or may yet do so.
   *
   * @param present the one the client goes on with; perhaps {@code from} itself
   */
  boolean mayHaveTaken(SimConnection from, SimConnection present) {
    return open.stream()
        .filter(other -> other != from && other != present)
        .anyMatch(other -> other.concludedAtMs() >= from.openedAtMs());
  }

  /**
   * Returns whether a connection that was given up may have taken the session before {@code from}
   * was welcomed, at a node that died before it could say so.
   */
  boolean mayHaveTakenBefore(SimConnection from) {
    return open.stream().anyMatch(other -> other != from);
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
