package heliograph.ports;

import heliograph.domain.Control;

/**
 * What nodes tell all nodes. Every control announced arrives at every live node's inbox as {@code
 * Controlled}, at least once, in one order. No method blocks on I/O. Safe for use by any thread.
 *
 * <p>Not promised: that a control arrives at a node that starts later.
 */
public interface ControlLog extends AutoCloseable {
  /** Starts listening; to be called once, before anything else. */
  void start(Inbox inbox);

  /** Tells all nodes, this one among them. */
  void announce(Control control);

  @Override
  void close();
}
