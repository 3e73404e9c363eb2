package heliograph.redis;

import heliograph.redis.HeldRoom.Held;
import io.lettuce.core.protocol.CommandType;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Enters all of a node's members under a new incarnation, some at a time, so that what else is to
 * be sent is not held up. Ends by itself when the incarnation does.
 *
 * <p>A member whose session another node has by now is left out: this node was away for long enough
 * to lose its lease, so it may not have been told yet. Where no session is stored nobody took it.
 */
final class Reentry {
  private static final int AT_ONCE = 256;

  private final RedisConnection redis;
  private final Membership membership;
  private final Lease lease;
  private final ReentrantLock lock;
  private final Incarnation incarnation;
  private final boolean untold;
  private final Iterator<Map.Entry<HeldRoom, Held>> members;

  /** Members of the step under way without an answer, and the step itself. */
  private final AtomicInteger left = new AtomicInteger();

  private Reentry(
      RedisConnection redis,
      Membership membership,
      Lease lease,
      ReentrantLock lock,
      Incarnation incarnation,
      boolean untold) {
    this.redis = redis;
    this.membership = membership;
    this.lease = lease;
    this.lock = lock;
    this.incarnation = incarnation;
    this.untold = untold;
    members = membership.snapshot();
  }

  static void begin(
      RedisConnection redis,
      Membership membership,
      Lease lease,
      ReentrantLock lock,
      Incarnation incarnation,
      boolean untold) {
    lock.lock();
    try {
      new Reentry(redis, membership, lease, lock, incarnation, untold).step();
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
        sent++;
        redis.submit(
            Call.value(CommandType.GET)
                .key(RedisSessionStore.key(redis, next.getValue().present.session()))
                .then(reply -> found(next, reply)));
      }
    } finally {
      lock.unlock();
    }
    answered();
  }

  /** Enters a member whose session was looked up, if that is still here. */
  private void found(Map.Entry<HeldRoom, Held> member, Reply session) {
    boolean underWay = false;
    lock.lock();
    try {
      if (session instanceof Reply.Lost(String reason)) {
        lease.doubt(incarnation, "whose sessions are here is not known: " + reason);
      } else if (incarnation.is(lease.current()) && isHere(session)) {
        underWay =
            membership.reenter(
                member.getKey(), member.getValue(), lease.current(), untold, reply -> answered());
      }
    } finally {
      lock.unlock();
    }
    if (!underWay) {
      answered();
    }
  }

  private boolean isHere(Reply session) {
    if (!(session instanceof Reply.Answer(byte[] json))) {
      return true;
    }
    try {
      return SessionJson.decode(json).owner().equals(redis.config().node());
    } catch (IllegalArgumentException e) {
      // What is no session counts as none.
      return true;
    }
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
