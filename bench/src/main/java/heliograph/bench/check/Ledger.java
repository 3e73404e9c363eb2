package heliograph.bench.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** All publishes of a run and what became of them. Thread-safe; bounded by its capacity. */
final class Ledger {
  /** Of one publish; a repeated attempt does not change when it began. */
  private record Entry(String room, long beganNanos, long position, boolean refused) {}

  private final AtomicReferenceArray<Entry> entries;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  Ledger(int capacity) {
    entries = new AtomicReferenceArray<>(capacity);
  }

  /** Notes a publish that is about to be sent, and returns its id; -1 if there is no more room. */
  int begin(String room) {
    int id = begun.getAndIncrement();
    if (id >= entries.length()) {
      begun.decrementAndGet();
      return -1;
    }
    entries.set(id, new Entry(room, System.nanoTime(), -1, false));
    return id;
  }

  void answered(int id, long position) {
    Entry entry = entries.get(id);
    entries.set(id, new Entry(entry.room, entry.beganNanos, position, false));
    answered.incrementAndGet();
  }

  void refused(int id) {
    Entry entry = entries.get(id);
    entries.set(id, new Entry(entry.room, entry.beganNanos, -1, true));
  }

  /** Returns when it was first sent; 0 for what is not in the ledger. */
  long beganNanos(int id) {
    Entry entry = id < 0 || id >= entries.length() ? null : entries.get(id);
    return entry == null ? 0 : entry.beganNanos;
  }

  int begun() {
    return Math.min(begun.get(), entries.length());
  }

  int answered() {
    return answered.get();
  }

  Collection<Publish> all() {
    List<Publish> all = new ArrayList<>();
    for (int id = 0; id < begun(); id++) {
      Entry entry = entries.get(id);
      all.add(new Publish(id, entry.room, entry.position, entry.refused));
    }
    return all;
  }
}
