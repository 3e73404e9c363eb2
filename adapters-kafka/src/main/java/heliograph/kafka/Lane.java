package heliograph.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The appends to one partition that are not answered yet, and how far the reader has come there.
 *
 * <p>An append is answered once: by whoever gets it from a method of this class. Safe for use by
 * any thread; the lock is never held over a call to anything else.
 */
final class Lane {
  /** An append on its way. Compared by identity. */
  static final class Pending {
    final long ticket;
    final int bytes;
    final long sinceNanos;

    /** Whose thread hands it to the client; written before the client has it. */
    Thread sender;

    /** Guarded by the lane's lock. */
    private long position;

    Pending(long ticket, int bytes, long sinceNanos) {
      this.ticket = ticket;
      this.bytes = bytes;
      this.sinceNanos = sinceNanos;
    }

    long position() {
      return position;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final long stallNanos;

  /** All that are not answered, oldest first. */
  private final LinkedHashSet<Pending> open = new LinkedHashSet<>();

  /** Those among them that the log has taken and the reader has not passed. */
  private final PriorityQueue<Pending> taken =
      new PriorityQueue<>(Comparator.comparingLong(p -> p.position));

  private long passed = -1;
  private boolean closed;

  Lane(long stallNanos) {
    this.stallNanos = stallNanos;
  }

  /**
   * Lets an append in, unless an older one waits for so long that the partition seems out of reach:
   * it would be one more to wait in vain, and fill what other partitions need.
   */
  boolean enter(Pending pending) {
    lock.lock();
    try {
      boolean stalled =
          !open.isEmpty() && pending.sinceNanos - open.getFirst().sinceNanos > stallNanos;
      return !closed && !stalled && open.add(pending);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the log took it; returns whether it is to be answered at once. */
  boolean taken(Pending pending, long position) {
    lock.lock();
    try {
      if (!open.contains(pending)) {
        return false;
      }
      pending.position = position;
      if (position <= passed) {
        return open.remove(pending);
      }
      taken.add(pending);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that it failed; returns whether that is still to be said. */
  boolean failed(Pending pending) {
    lock.lock();
    try {
      return open.remove(pending);
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the reader has handed on all up to a position; returns what is to be answered. */
  List<Pending> passed(long position) {
    lock.lock();
    try {
      passed = position;
      if (taken.isEmpty() || taken.peek().position > position) {
        return List.of();
      }
      List<Pending> done = new ArrayList<>();
      while (!taken.isEmpty() && taken.peek().position <= position) {
        Pending pending = taken.poll();
        open.remove(pending);
        done.add(pending);
      }
      return done;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nothing in any more; returns all that are to be answered now. */
  List<Pending> close() {
    lock.lock();
    try {
      closed = true;
      List<Pending> all = List.copyOf(open);
      open.clear();
      taken.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
