package heliograph.websocket.connection;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All open connections of a node, without gaps, so that a hand can go round them. Thread-safe; as
 * large as the node has connections.
 */
final class ConnectionTable {
  private static final int CAPACITY_MIN = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();

  // Guarded by the lock.
  private Connection[] connections = new Connection[CAPACITY_MIN];
  private int size;
  private int hand;

  void add(Connection connection) {
    lock.lock();
    try {
      if (size == connections.length) {
        connections = Arrays.copyOf(connections, size * 2);
      }
      connection.index = size;
      connections[size++] = connection;
    } finally {
      lock.unlock();
    }
  }

  /** Takes out a connection that is in; the last one moves to its place. */
  void remove(Connection connection) {
    lock.lock();
    try {
      Connection last = connections[--size];
      connections[connection.index] = last;
      last.index = connection.index;
      connections[size] = null;
      if (size > CAPACITY_MIN && size < connections.length / 4) {
        connections = Arrays.copyOf(connections, connections.length / 2);
      }
      if (size == 0) {
        empty.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Goes on round the connections and adds those it passes to a list.
   *
   * @param part how much of the whole round to go, 0 to 1
   */
  void goRound(double part, List<Connection> passed) {
    lock.lock();
    try {
      int steps = Math.min(size, (int) Math.ceil(size * part));
      for (int i = 0; i < steps; i++) {
        hand = hand + 1 < size ? hand + 1 : 0;
        passed.add(connections[hand]);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there are none; false if the time was over first. */
  boolean awaitEmpty(long timeoutMs) throws InterruptedException {
    long leftNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    lock.lockInterruptibly();
    try {
      while (size > 0) {
        if (leftNs <= 0) {
          return false;
        }
        leftNs = empty.awaitNanos(leftNs);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
