package heliograph.bench.peers;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A stretch of time: its clocks at the beginning, and what they say at the end. */
final class Sample {
  private final Target target;
  private final Tally tally;
  private final long startNanos = System.nanoTime();
  private final long deliveries;
  private final double cpu;
  private final double beside;
  private final double own = Proc.ownCpuSeconds();
  private final double busy = Proc.busySeconds();

  /** Begins. */
  Sample(Target target, Tally tally) throws IOException {
    this.target = target;
    this.tally = tally;
    this.cpu = target.cpuSeconds();
    this.beside = target.besideCpuSeconds();
    this.deliveries = tally.deliveries();
  }

  /** Ends, and puts what was seen. */
  void putTo(Map<Metric, Double> to, Metric rate, Metric cpuMetric) throws IOException {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double count = Math.max(1, tally.deliveries() - deliveries);
    to.put(rate, count / seconds);
    to.put(cpuMetric, (target.cpuSeconds() - cpu) * 1e6 / count);
    if (cpuMetric == Metric.CPU) {
      details(to, seconds, count);
    }
  }

  private void details(Map<Metric, Double> to, double seconds, double count) throws IOException {
    double besideNow = target.besideCpuSeconds() - beside;
    double ownNow = Proc.ownCpuSeconds() - own;
    double nodes = target.cpuSeconds() - cpu;
    to.put(Metric.LOAD_CPU, ownNow * 1e6 / count);
    if (besideNow > 0) {
      to.put(Metric.BESIDE_CPU, besideNow * 1e6 / count);
    }
    double others = Proc.busySeconds() - busy - ownNow - nodes - besideNow;
    to.put(Metric.OTHERS, Math.max(0, others / seconds));
  }

  /** Puts latencies. */
  static void putLatency(Map<Metric, Double> to, Histogram micros) {
    to.put(Metric.P50, micros.getValueAtPercentile(50) / 1e3);
    to.put(Metric.P99, micros.getValueAtPercentile(99) / 1e3);
    to.put(Metric.P999, micros.getValueAtPercentile(99.9) / 1e3);
  }

  static Map<Metric, Double> empty() {
    return new EnumMap<>(Metric.class);
  }
}
