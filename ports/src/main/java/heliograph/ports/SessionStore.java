package heliograph.ports;

import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;

/**
 * Sessions, kept where any node can go on with them.
 *
 * <p>No method blocks on I/O; outcomes arrive at the inbox with the caller's ticket. Operations on
 * one session by one node take effect in the order of the calls. Safe for use by any thread.
 *
 * <p>Not promised: that a record outlives its {@code expiresAtMs}, or that it is gone after it.
 */
public interface SessionStore extends AutoCloseable {

  /** Starts the store; to be called once, before anything else. */
  void start(Inbox inbox);

  /** Looks a session up: {@code SessionLoaded} (with null for none) or {@code StoreFailed}. */
  void load(long ticket, SessionId session);

  /**
   * Saves by compare-and-set: {@code SessionSaved} if the stored version was {@code
   * expectedVersion} (0: none was stored), {@code SessionStale} if it was another, {@code
   * StoreFailed} if it is not known whether it was saved. A save that repeats what is stored
   * already is {@code SessionSaved}. Where none is stored, any version is saved: the record was
   * lost, for who took the session over would have left a newer one.
   */
  void save(long ticket, SessionRecord session, long expectedVersion);

  /** As {@link #save}, but a client waits for it, where other saves may wait for one another. */
  default void claim(long ticket, SessionRecord session, long expectedVersion) {
    save(ticket, session, expectedVersion);
  }

  /** Returns why the store is out of reach, in words; null if it is not. */
  String trouble();

  /** Writes what is still to be written, and ends. */
  @Override
  void close();
}
