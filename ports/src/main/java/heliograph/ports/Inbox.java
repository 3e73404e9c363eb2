package heliograph.ports;

import heliograph.domain.Input;

/**
 * Where adapters put what came of an effect, and what happened by itself.
 *
 * <p>Never blocks, never drops, may be called from any thread. Inputs submitted by one thread are
 * handled in the order in which that thread submitted them.
 */
@FunctionalInterface
public interface Inbox {
  /** Hands an outcome to the node's hub. */
  void submit(Input.Outcome outcome);
}
