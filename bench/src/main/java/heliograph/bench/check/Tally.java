package heliograph.bench.check;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/** Counts over all clients of a run. Thread-safe. */
final class Tally {
  private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 3;

  private final AtomicInteger resumed = new AtomicInteger();
  private final AtomicInteger anew = new AtomicInteger();
  private final AtomicInteger rejoined = new AtomicInteger();
  private final Map<String, Integer> cuts = new TreeMap<>();
  private final Map<String, Integer> errors = new TreeMap<>();
  private final Histogram away = new Histogram(HOUR_MICROS, DIGITS);

  /** A client is connected again. */
  void back(boolean sameSession, long awayNanos) {
    (sameSession ? resumed : anew).incrementAndGet();
    synchronized (this) {
      away.recordValue(Math.min(HOUR_MICROS, TimeUnit.NANOSECONDS.toMicros(awayNanos)));
    }
  }

  /** A client left a room and joined it again from its own position. */
  void rejoined() {
    rejoined.incrementAndGet();
  }

  synchronized void cut(String why) {
    cuts.merge(why, 1, Integer::sum);
  }

  synchronized void error(String code) {
    errors.merge(code, 1, Integer::sum);
  }

  int resumes() {
    return resumed.get();
  }

  int newSessions() {
    return anew.get();
  }

  int rejoins() {
    return rejoined.get();
  }

  synchronized Map<String, Integer> cuts() {
    return new TreeMap<>(cuts);
  }

  synchronized Map<String, Integer> errors() {
    return new TreeMap<>(errors);
  }

  /** Returns for how long clients had no connection, in microseconds. */
  synchronized Histogram away() {
    return away.copy();
  }
}
