package heliograph.bench.peers;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** What came in, and how long it took. Written by the reading thread, read by any. */
final class Tally {
  private static final long LATENCY_MICROS_MAX = TimeUnit.MINUTES.toMicros(5);

  private final AtomicLong deliveries = new AtomicLong();
  private volatile Histogram latencyMicros;

  void delivery(long stampNanos) {
    deliveries.lazySet(deliveries.getPlain() + 1);
    Histogram histogram = latencyMicros;
    if (histogram != null && stampNanos != 0) {
      long micros = (System.nanoTime() - stampNanos) / 1_000;
      histogram.recordValue(Math.clamp(micros, 0, LATENCY_MICROS_MAX));
    }
  }

  long deliveries() {
    return deliveries.get();
  }

  /** Records latencies from now on. */
  void startRecording() {
    latencyMicros = new Histogram(LATENCY_MICROS_MAX, 3);
  }

  /** Records no more; returns what was recorded. */
  Histogram recorded() {
    Histogram histogram = latencyMicros;
    latencyMicros = null;
    return histogram;
  }
}
