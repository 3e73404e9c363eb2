package heliograph.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Reads that wait, by partition. Whoever waits longest is served first, and all that can be served
 * by the same scan of its partition along with it; a partition is scanned by one thread at a time,
 * which later reads can still join. Safe for use by any thread.
 */
final class ReadQueue {
  private final int max;
  private final int scanRecords;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Integer, ArrayDeque<ReadRequest>> byPartition = new TreeMap<>();
  private final Set<Integer> busy = new HashSet<>();
  private int size;
  private boolean closed;

  ReadQueue(int max, int scanRecords) {
    this.max = max;
    this.scanRecords = scanRecords;
  }

  /** Adds a read; false if there are too many, or no more are served. */
  boolean offer(ReadRequest request) {
    lock.lock();
    try {
      if (closed || size >= max) {
        return false;
      }
      of(request.partition()).addLast(request);
      size++;
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for reads that one scan can serve, the one that waited longest first; their partition is
   * then taken until {@link #release}. Empty when closed.
   */
  List<ReadRequest> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        ReadRequest first = oldest();
        if (first != null) {
          busy.add(first.partition());
          return removeIf(first.partition(), r -> r.sharesWith(first, scanRecords));
        }
        changed.await();
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** Takes further reads of a partition that the caller has taken. */
  List<ReadRequest> join(int partition, Predicate<ReadRequest> fits) {
    lock.lock();
    try {
      return size == 0 ? List.of() : removeIf(partition, fits);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts reads back to the front of their partition, and lets others have it; false if no more are
   * served.
   */
  boolean release(int partition, List<ReadRequest> unserved) {
    lock.lock();
    try {
      busy.remove(partition);
      if (closed) {
        return false;
      }
      unserved.reversed().forEach(of(partition)::addFirst);
      size += unserved.size();
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Serves no more; returns what waited. */
  List<ReadRequest> close() {
    lock.lock();
    try {
      closed = true;
      List<ReadRequest> all = byPartition.values().stream().flatMap(ArrayDeque::stream).toList();
      byPartition.clear();
      size = 0;
      changed.signalAll();
      return all;
    } finally {
      lock.unlock();
    }
  }

  private ArrayDeque<ReadRequest> of(int partition) {
    return byPartition.computeIfAbsent(partition, p -> new ArrayDeque<>());
  }

  private ReadRequest oldest() {
    return byPartition.entrySet().stream()
        .filter(e -> !busy.contains(e.getKey()) && !e.getValue().isEmpty())
        .map(e -> e.getValue().peekFirst())
        .min(Comparator.comparingLong(ReadRequest::sinceNanos))
        .orElse(null);
  }

  private List<ReadRequest> removeIf(int partition, Predicate<ReadRequest> fits) {
    List<ReadRequest> removed = new ArrayList<>();
    of(partition).removeIf(request -> fits.test(request) && removed.add(request));
    size -= removed.size();
    return removed;
  }
}
