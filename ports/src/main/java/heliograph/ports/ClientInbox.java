package heliograph.ports;

import heliograph.domain.Input;

/**
 * Where the transport puts what clients cause. The gate that keeps clients from asking faster than
 * the node answers: a reader that waits here does not read, and its client's socket fills up.
 *
 * <p>May be called from any thread but the hub's. Inputs submitted by one thread, here and through
 * {@link Inbox}, are handled in the order in which that thread submitted them. Never drops.
 */
@FunctionalInterface
public interface ClientInbox {
  /**
   * Hands an input to the node's hub; waits while the node has as many of clients as it may.
   *
   * @throws InterruptedException if interrupted while waiting: then the input was not handed over
   */
  void submit(Input.FromClient input) throws InterruptedException;

  /**
   * Hands an input over if that needs no waiting; false, and nothing done, if it does. The hub need
   * not hear of it before {@link #flush}.
   */
  default boolean trySubmit(Input.FromClient input) {
    return false;
  }

  /**
   * Says that this thread has nothing more to hand over for the moment. May do the hub's work on
   * this thread, if that is little; does not block.
   *
   * @param looked whether it has looked for what clients sent since all that it had to write was
   *     written: then clients may be written to again
   * @return whether there is more to be written, which was put off until this thread has written
   *     what it has now: it is to call again then, and not to wait for anything before
   */
  default boolean flush(boolean looked) {
    return false;
  }

  /** Returns whether something waits for the hub that no thread is about to take. */
  default boolean isWaiting() {
    return false;
  }
}
