package heliograph.redis;

import heliograph.domain.id.NodeId;
import io.lettuce.core.protocol.CommandType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The node's lease: taken, renewed four times in the configured time, and given up when in doubt.
 *
 * <p>none → held: Redis gave one. held → none: it had ended, or a write's fate is unknown. Each
 * time it is taken the node is a new {@link Incarnation}. The clock is Redis's own, so neither a
 * pause nor a wrong clock of a node can deceive.
 */
final class Lease {
  private static final Logger LOG = System.getLogger("heliograph.redis");
  private static final int FORMER_MAX = 4;
  private static final int ENDED_MAX = 8;
  private static final int RENEWALS = 4;
  private static final long MARGIN_MAX_MS = 1_000;

  /** What follows from changes of the lease. Called without the lock. */
  interface Listener {
    /**
     * The node is a new incarnation: its members are to be entered under it.
     *
     * @param untold whether the store's data was lost with nobody told of it
     */
    void taken(Incarnation incarnation, boolean untold);

    /** An incarnation's lease has ended, and its members may be taken out. */
    void ended(String incarnation);
  }

  private final RedisConnection redis;
  private final PresenceKeys keys;
  private final NodeId node;
  private final ReentrantLock lock;
  private final Listener listener;
  private final long renewEveryMs;
  private final long validMs;
  private final long marginMs;

  private final CountDownLatch firstAnswer = new CountDownLatch(1);

  /** All below: guarded by the lock. */
  private Incarnation current;

  private final List<String> former = new ArrayList<>();
  private String life;
  private long takenAtNanos = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
  private boolean asking;
  private boolean closed;

  Lease(RedisConnection redis, PresenceKeys keys, ReentrantLock lock, Listener listener) {
    this.redis = redis;
    this.keys = keys;
    this.lock = lock;
    this.listener = listener;
    node = redis.config().node();
    renewEveryMs = redis.config().leaseMs() / RENEWALS;
    validMs = redis.config().leaseMs() - renewEveryMs;
    // The clocks of a cluster's servers differ a little, and a failover changes the clock.
    marginMs = Math.min(validMs / 10, MARGIN_MAX_MS);
  }

  /** Takes the lease, and waits for it as long as a command may take. */
  void start() {
    redis.onReady(this::tick);
    tick();
    try {
      if (!firstAnswer.await(redis.config().commandTimeoutMs(), TimeUnit.MILLISECONDS)) {
        LOG.log(Level.DEBUG, "presence begins without a lease");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    redis
        .scheduler()
        .scheduleWithFixedDelay(this::tick, renewEveryMs, renewEveryMs, TimeUnit.MILLISECONDS);
  }

  /** Returns what to write under, or null; for holders of the lock. */
  Incarnation current() {
    return current;
  }

  /** Gives an incarnation up, if it is still this node's; for holders of the lock. */
  void doubt(Incarnation incarnation, String reason) {
    if (closed || !incarnation.is(current)) {
      return;
    }
    LOG.log(Level.INFO, "presence is entered anew: {0}", reason);
    former.add(incarnation.id());
    if (former.size() > FORMER_MAX) {
      former.removeFirst();
    }
    current = null;
    long heldMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - takenAtNanos);
    if (heldMs >= renewEveryMs) {
      // Else at the next tick: what keeps failing is not tried without pause.
      try {
        redis.scheduler().execute(this::tick);
      } catch (RejectedExecutionException e) {
        // Closed meanwhile.
      }
    }
  }

  /** Ends the lease, and returns the incarnations that may have members. */
  List<String> close() {
    lock.lock();
    try {
      closed = true;
      List<String> mine = new ArrayList<>(former);
      if (current != null) {
        mine.add(current.id());
        current = null;
      }
      // Should this node not get to take them out, others do at once.
      for (String id : mine) {
        redis.submit(Call.number(CommandType.ZADD).key(keys.leases()).arg("XX").arg(0).arg(id));
      }
      return mine;
    } finally {
      lock.unlock();
    }
  }

  private void tick() {
    Incarnation held;
    lock.lock();
    try {
      if (asking || closed) {
        return;
      }
      asking = true;
      held = current;
    } finally {
      lock.unlock();
    }
    if (held == null) {
      take();
    } else {
      renew(held);
    }
  }

  private void take() {
    String id = Incarnation.freshId(node);
    redis.submit(
        Call.list(Script.TAKE)
            .key(keys.leases())
            .key(keys.life())
            .arg(id)
            .arg(validMs)
            .arg(id)
            .urgent()
            .then(reply -> taken(id, reply)));
  }

  private void taken(String id, Reply reply) {
    Incarnation incarnation;
    boolean untold;
    lock.lock();
    try {
      asking = false;
      if (closed || !(reply instanceof Reply.Answer(List<?> answer))) {
        return;
      }
      String stored = PresenceLines.text((byte[]) answer.get(1));
      untold = life != null && !life.equals(stored);
      life = stored;
      takenAtNanos = System.nanoTime();
      incarnation = new Incarnation(id, endOf(answer) - marginMs, List.copyOf(former));
      current = incarnation;
    } finally {
      lock.unlock();
      firstAnswer.countDown();
    }
    listener.taken(incarnation, untold);
  }

  private void renew(Incarnation held) {
    redis.submit(
        Call.list(Script.RENEW)
            .key(keys.leases())
            .arg(held.id())
            .arg(validMs)
            .arg(ENDED_MAX)
            .urgent()
            .then(reply -> renewed(held, reply)));
  }

  private void renewed(Incarnation held, Reply reply) {
    List<?> answer;
    lock.lock();
    try {
      asking = false;
      if (!(reply instanceof Reply.Answer(List<?> values)) || !held.is(current)) {
        return;
      }
      answer = values;
      long endsMs = endOf(answer);
      if (endsMs < 0) {
        doubt(held, "the lease has ended");
        return;
      }
      current = current.until(endsMs - marginMs);
      long heldMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - takenAtNanos);
      if (Math.min(heldMs, redis.upForMs()) < redis.config().leaseMs()) {
        // Redis may just be back, and the others on their way. A lease outlives short outages.
        return;
      }
    } finally {
      lock.unlock();
    }
    for (Object ended : answer.subList(1, answer.size())) {
      listener.ended(PresenceLines.text((byte[]) ended));
    }
  }

  private static long endOf(List<?> answer) {
    return Long.parseLong(PresenceLines.text((byte[]) answer.getFirst()));
  }
}
