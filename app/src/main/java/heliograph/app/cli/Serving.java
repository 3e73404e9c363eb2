package heliograph.app.cli;

import heliograph.app.config.Config;

/** Runs a node; what {@code serve} needs from the rest of the program. */
@FunctionalInterface
public interface Serving {
  /**
   * Runs a node until it is told to stop, and returns the exit code.
   *
   * @throws StartFailure if it cannot start for a reason the person can do something about
   * @throws Exception if it fails otherwise; an address in use or an unreadable file among the
   *     causes is told apart and told in one line
   */
  int serve(Config config) throws Exception;
}
