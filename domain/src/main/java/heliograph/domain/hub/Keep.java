package heliograph.domain.hub;

import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;

/**
 * How a session stands with the store. For the hub's thread.
 *
 * <p>At most one save is under way; what changes meanwhile goes into the next. It outlives the
 * client until the last save is done.
 */
final class Keep {
  final SessionId session;

  /** Who holds the session on this node; null once its connection is gone. */
  Client client;

  /** The state to go on from; null while a live client has a newer one. */
  SessionRecord last;

  /** The version of the last save that was issued; 0 before the first. */
  long version;

  boolean saving;

  /** Whether another save is to follow the one under way. */
  boolean again;

  /** Runs once when nothing is left to be saved, or the store is out of reach; may be null. */
  Runnable whenSettled;

  Keep(SessionId session, long version) {
    this.session = session;
    this.version = version;
  }
}
