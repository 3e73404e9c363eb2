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

  /**
   * Whether the store has not yet taken a save that was issued since the client came back to this
   * node: another may have taken the session before that, and be out of reach since.
   */
  boolean unproven;

  /** The version of the first save that proves it. */
  private long provenBy;

  boolean saving;

  /** Whether another save is to follow the one under way. */
  boolean again;

  /** Runs once when nothing is left to be saved, or the store is out of reach; may be null. */
  Runnable whenSettled;

  Keep(SessionId session, long version) {
    this.session = session;
    this.version = version;
  }

  /** A client goes on with what this node has of its session, whatever the store has. */
  void goOnUnproven() {
    unproven = true;
    provenBy = version + 1;
  }

  /** The store has taken a save. */
  void saved(long savedVersion) {
    unproven &= savedVersion < provenBy;
  }
}
