package heliograph.redis;

import heliograph.redis.HeldRoom.Held;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Enters all of a node's members under a new incarnation, some at a time, so that what else is to
 * be sent is not held up. Ends by itself when the incarnation does.
 */
final class Reentry {
  private static final int AT_ONCE = 256;

  private final Membership membership;
  private final Lease lease;
  private final ReentrantLock lock;
  private final Incarnation incarnation;
  private final boolean untold;
  private final Iterator<Map.Entry<HeldRoom, Held>> members;

  /** Members of the step under way without an answer, and the step itself. */
  private final AtomicInteger left = new AtomicInteger();

  private Reentry(
      Membership membership,
      Lease lease,
      ReentrantLock lock,
      Incarnation incarnation,
      boolean untold) {
    this.membership = membership;
    this.lease = lease;
    this.lock = lock;
    this.incarnation = incarnation;
    this.untold = untold;
    members = membership.snapshot();
  }

  static void begin(
      Membership membership,
      Lease lease,
      ReentrantLock lock,
      Incarnation incarnation,
      boolean untold) {
    lock.lock();
    try {
      new Reentry(membership, lease, lock, incarnation, untold).step();
    } finally {
      lock.unlock();
    }
  }

  private void step() {
    lock.lock();
    try {
      int sent = 0;
      left.set(1);
      while (sent < AT_ONCE && members.hasNext() && incarnation.is(lease.current())) {
        Map.Entry<HeldRoom, Held> next = members.next();
        left.incrementAndGet();
        if (membership.reenter(
            next.getKey(), next.getValue(), lease.current(), untold, reply -> answered())) {
          sent++;
        } else {
          left.decrementAndGet();
        }
      }
    } finally {
      lock.unlock();
    }
    answered();
  }

  private void answered() {
    if (left.decrementAndGet() == 0 && isToGoOn()) {
      step();
    }
  }

  private boolean isToGoOn() {
    lock.lock();
    try {
      return members.hasNext() && incarnation.is(lease.current());
    } finally {
      lock.unlock();
    }
  }
}
