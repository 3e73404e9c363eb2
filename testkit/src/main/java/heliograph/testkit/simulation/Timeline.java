package heliograph.testkit.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Virtual time, and what is to happen in it. Events of one moment happen in the order added. */
final class Timeline implements InstantSource {
  private record Event(long atMs, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMs, other.atMs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final long START_MS = 1_700_000_000_000L;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long nowMs = START_MS;
  private long order;
  private long steps;

  long nowMs() {
    return nowMs;
  }

  /** Returns how long the run has taken, in virtual milliseconds. */
  long elapsedMs() {
    return nowMs - START_MS;
  }

  /** Returns how many events have happened. */
  long steps() {
    return steps;
  }

  void at(long atMs, Runnable action) {
    events.add(new Event(Math.max(atMs, nowMs), order++, action));
  }

  void after(long delayMs, Runnable action) {
    at(nowMs + delayMs, action);
  }

  /** Lets things happen until {@code endMs}, or until {@code done}, which is asked now and then. */
  void run(long endMs, BooleanSupplier done) {
    long askAtMs = nowMs;
    while (!events.isEmpty() && events.peek().atMs <= endMs) {
      Event event = events.poll();
      nowMs = event.atMs;
      steps++;
      event.action.run();
      if (nowMs >= askAtMs) {
        askAtMs = nowMs + 20;
        if (done.getAsBoolean()) {
          return;
        }
      }
    }
    nowMs = Math.max(nowMs, endMs);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }

  @Override
  public long millis() {
    return nowMs;
  }
}
