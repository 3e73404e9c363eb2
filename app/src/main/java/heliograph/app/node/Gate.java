package heliograph.app.node;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bound on how much of one kind waits for the hub. Safe for use by any thread.
 *
 * <p>bounded → open: the hub has ended; nobody waits any more.
 */
final class Gate {
  private final int max;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int inside;
  private boolean open;

  /** Makes a gate that lets in up to {@code max}. */
  Gate(int max) {
    this.max = max;
  }

  /** Lets the caller in; it waits while there is no room, if it may. */
  void enter(boolean mayWait) {
    lock.lock();
    try {
      while (mayWait && inside >= max && !open) {
        changed.awaitUninterruptibly();
      }
      inside++;
    } finally {
      lock.unlock();
    }
  }

  /** Lets the caller in if there is room; returns whether there was. */
  boolean tryEnter() {
    lock.lock();
    try {
      if (inside >= max) {
        return false;
      }
      inside++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      inside--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void open() {
    lock.lock();
    try {
      open = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
