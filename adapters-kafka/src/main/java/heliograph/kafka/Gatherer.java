package heliograph.kafka;

import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Sends what is to be sent in its order. One that comes alone goes at once, on its caller's thread;
 * one that comes soon after another waits for a moment, and goes with all that come meanwhile, on a
 * thread of its own. {@link #send} is for any thread and does not wait. It bounds nothing: who
 * sends does.
 */
final class Gatherer implements Runnable {
  private static final System.Logger LOG = System.getLogger(Gatherer.class.getName());

  /** One comes alone if none was sent for so many times the wait. */
  private static final int ALONE = 2;

  private final LongSupplier waitNanos;
  private final Telemetry telemetry;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The rest is guarded by the lock. */
  private final Queue<Runnable> held = new ArrayDeque<>();

  private long dueNanos;
  private long lastNanos;
  private boolean sending;
  private boolean closed;

  /**
   * Makes one; its {@link #run} is to be given a thread.
   *
   * @param waitNanos how long one waits for others, in nanoseconds; 0 for not at all; for any
   *     thread
   */
  Gatherer(LongSupplier waitNanos, Telemetry telemetry) {
    this.waitNanos = waitNanos;
    this.telemetry = telemetry;
    lastNanos = System.nanoTime();
  }

  /** Sends now or soon; what is still held when this is closed is not sent. */
  void send(Runnable one) {
    if (!hold(one)) {
      one.run();
    }
  }

  private boolean hold(Runnable one) {
    long wait = waitNanos.getAsLong();
    lock.lock();
    try {
      boolean first = held.isEmpty();
      if (first && !sending && wait == 0) {
        return false;
      }
      long now = System.nanoTime();
      if (first && !sending && now - lastNanos >= ALONE * wait) {
        lastNanos = now;
        return false;
      }
      held.add(one);
      if (first) {
        dueNanos = now + wait;
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    List<Runnable> due = new ArrayList<>();
    while (awaitDue(due)) {
      telemetry.count(Counter.LOG_APPENDS_HELD, due.size());
      for (Runnable one : due) {
        try {
          one.run();
        } catch (RuntimeException | Error e) {
          LOG.log(System.Logger.Level.WARNING, "an append failed to be sent; going on", e);
        }
      }
      due.clear();
    }
  }

  /** Waits until what is held may be sent, and hands it out; returns false if there is no more. */
  private boolean awaitDue(List<Runnable> due) {
    lock.lock();
    try {
      sending = false;
      while (!closed) {
        long now = System.nanoTime();
        if (held.isEmpty()) {
          changed.await();
        } else if (dueNanos - now > 0) {
          changed.awaitNanos(dueNanos - now);
        } else {
          due.addAll(held);
          held.clear();
          sending = true;
          lastNanos = now;
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
