package heliograph.bench.hostile;

import org.HdrHistogram.Histogram;

/**
 * What was seen of the members that behave, and of the server, during a stretch of the run.
 *
 * @param expected deliveries that had to be; {@code delivered} is what came
 * @param liveBytes heap of live objects after a full collection, at the end
 * @param cpuSeconds of the server's process
 */
record Phase(
    String name,
    long expected,
    long delivered,
    Histogram latencyMicros,
    long residentBytes,
    long liveBytes,
    double cpuSeconds) {

  static final String HEAD =
      "%-34s %12s %9s %9s %9s %9s %8s %8s"
          .formatted("", "deliveries", "p50 ms", "p99 ms", "p99.9", "CPU us", "RSS MB", "heap MB");

  double p99Ms() {
    return ms(99);
  }

  private double ms(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile) / 1e3;
  }

  String line() {
    return "%-34s %,12d %9.2f %9.2f %9.2f %9.2f %,8d %,8d"
        .formatted(
            name,
            delivered,
            ms(50),
            p99Ms(),
            ms(99.9),
            cpuSeconds * 1e6 / Math.max(1, delivered),
            residentBytes >> 20,
            liveBytes >> 20);
  }
}
