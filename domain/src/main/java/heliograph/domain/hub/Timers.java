package heliograph.domain.hub;

import java.util.PriorityQueue;

/**
 * What is to happen at a time. Entries are not cancelled: an action checks whether it is still due,
 * and may put itself in again. For the hub's thread.
 */
final class Timers {
  private record Entry(long dueMs, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueMs, other.dueMs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long order;

  /** Runs {@code action} once, at {@code dueMs} or soon after. Actions of one time keep order. */
  void at(long dueMs, Runnable action) {
    entries.add(new Entry(dueMs, order++, action));
  }

  /** Runs what is due. */
  void run(long nowMs) {
    while (!entries.isEmpty() && entries.peek().dueMs <= nowMs) {
      entries.poll().action.run();
    }
  }

  /** Returns when the next action is due; {@link Long#MAX_VALUE} if there is none. */
  long nextDueMs() {
    return entries.isEmpty() ? Long.MAX_VALUE : entries.peek().dueMs;
  }
}
