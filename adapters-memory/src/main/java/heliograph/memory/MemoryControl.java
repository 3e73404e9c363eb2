package heliograph.memory;

import heliograph.domain.Control;
import heliograph.domain.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the nodes of one process tell each other, shared by the {@link MemoryControlLog} of each.
 * Keeps nothing. Safe for use by any thread; one lock, held while a control is submitted to all
 * inboxes, which makes the one order.
 */
public final class MemoryControl {
  private final ReentrantLock lock = new ReentrantLock();

  /** The nodes that listen. Guarded by the lock. */
  private final List<MemoryControlLog> nodes = new ArrayList<>(1);

  void join(MemoryControlLog node) {
    locked(() -> nodes.add(node));
  }

  void part(MemoryControlLog node) {
    locked(() -> nodes.remove(node));
  }

  void announce(Control control) {
    locked(() -> nodes.forEach(node -> node.submit(new Input.Controlled(control))));
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
