package heliograph.kafka;

import heliograph.ports.Telemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Telemetry that a test can look at. */
final class Counts implements Telemetry {
  private final Map<Counter, Long> counts = new ConcurrentHashMap<>();

  @Override
  public void count(Counter counter, long n) {
    counts.merge(counter, n, Long::sum);
  }

  long of(Counter counter) {
    return counts.getOrDefault(counter, 0L);
  }
}
