package heliograph.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kind of warning, logged at most once in ten seconds; the next line says how many were left
 * out. Safe for use by any thread.
 */
final class Complaints {
  private static final Logger LOG = System.getLogger("heliograph.redis");
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - EVERY_NANOS);
  private final AtomicInteger leftOut = new AtomicInteger();

  void add(String message) {
    long now = System.nanoTime();
    long last = lastNanos.get();
    if (now - last < EVERY_NANOS || !lastNanos.compareAndSet(last, now)) {
      leftOut.incrementAndGet();
      return;
    }
    int others = leftOut.getAndSet(0);
    LOG.log(
        Level.WARNING, others == 0 ? message : message + " (and " + others + " like it before)");
  }
}
