package heliograph.domain;

import heliograph.domain.hub.HubState;
import heliograph.domain.id.NodeId;
import java.util.List;

/**
 * A node's state machine: inputs in, effects out. It owns all room and session state of the node.
 *
 * <p>Nothing is delivered and no publish is answered but from records read back from the log. The
 * hub has no thread, clock, randomness or I/O: who drives it passes the time in, carries the
 * effects out in order, and feeds back what came of them. For one thread at a time.
 */
public final class Hub {
  private final HubState state;

  /** Makes the hub of a node nobody is connected to. */
  public Hub(NodeId node, Limits limits) {
    state = new HubState(node, limits);
  }

  /**
   * Takes one input.
   *
   * @param nowMs epoch milliseconds; a value below an earlier one counts as the earlier one
   * @return what is to be done, in order; the caller's to keep
   */
  public List<Effect> handle(Input input, long nowMs) {
    return state.handle(input, nowMs);
  }

  /**
   * Returns when the next {@link Input.Tick} is due, epoch milliseconds; {@link Long#MAX_VALUE} if
   * none is. A later tick makes things late, a needless one does no harm.
   */
  public long nextDueMs() {
    return state.nextDueMs();
  }

  /**
   * Returns whether there may be something to be written that an {@link Input.TurnYielded} has left
   * for later turns: whoever turns the hub is to turn it again soon.
   */
  public boolean isBehind() {
    return state.isBehind();
  }

  /** Returns how much there is of everything that can grow. */
  public Counts counts() {
    return state.counts();
  }
}
