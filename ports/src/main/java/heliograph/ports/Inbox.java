package heliograph.ports;

import heliograph.domain.Input;

/**
 * Where adapters put what came of an effect, and what happened by itself.
 *
 * <p>May be called from any thread. Inputs submitted by one thread are handled in the order in
 * which that thread submitted them. Never blocks and never drops, with two exceptions: a thread
 * other than the hub's that submits {@code Records} or {@code Controlled} waits while the hub is
 * too far behind, so that it does not read on; and of {@code EphemeralReceived} and {@code
 * PresenceChanged} those that are too many are dropped.
 */
@FunctionalInterface
public interface Inbox {
  /** Hands an outcome to the node's hub. */
  void submit(Input.Outcome outcome);

  /**
   * The same, for what is not {@code Controlled} or {@code EphemeralReceived}; the hub need not
   * hear of it before {@link #flush} or {@link ClientInbox#flush} is called on this thread, or the
   * effect that this is a part of has been carried out.
   */
  default void submitLater(Input.Outcome outcome) {
    submit(outcome);
  }

  /**
   * Says that this thread has nothing more to submit for the moment. May do the hub's work on this
   * thread, if that is little; does not block.
   */
  default void flush() {}
}
