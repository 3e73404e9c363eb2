package heliograph.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Writes one kind of line to the log, at most once in ten seconds; the next line says how many were
 * left out. Safe for use by any thread.
 */
final class OneLine {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final System.Logger log;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong left = new AtomicLong();

  OneLine(Class<?> owner) {
    log = System.getLogger(owner.getName());
  }

  /** Writes the line that {@code words} returns, or counts one that is left out. */
  void warn(Supplier<String> words) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next < 0 || !nextNanos.compareAndSet(next, now + EVERY_NANOS)) {
      left.incrementAndGet();
      return;
    }
    String line = words.get();
    long omitted = left.getAndSet(0);
    log.log(
        System.Logger.Level.WARNING,
        omitted == 0 ? line : line + " (and " + omitted + " times more)");
  }
}
