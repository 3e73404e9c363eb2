package heliograph.app.observe;

import heliograph.domain.Counts;
import heliograph.ports.Telemetry;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's metrics in Prometheus's registry. Thread-safe; counting is an addition to a striped
 * counter.
 */
public final class Metrics implements Telemetry {
  /** What {@link #text} is written in. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);

  /** Makes a registry with all counters at 0, and the JVM's own metrics. */
  public Metrics() {
    for (Counter counter : Counter.values()) {
      LongAdder adder = new LongAdder();
      counters.put(counter, adder);
      CounterWithCallback.builder()
          .name("heliograph_" + counter.name().toLowerCase(Locale.ROOT))
          .help(counter.help())
          .callback(callback -> callback.call(adder.sum()))
          .register(registry);
    }
    JvmMetrics.builder().register(registry);
  }

  @Override
  public void count(Counter counter, long n) {
    counters.get(counter).add(n);
  }

  /** Shows a value that is asked for whenever the metrics are read. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name("heliograph_" + name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows what the hub holds. */
  public void hub(Supplier<Counts> counts) {
    hub(counts, "clients", "Clients the hub knows.", Counts::clients);
    hub(counts, "sessions", "Sessions held, or not yet saved for good.", Counts::sessions);
    hub(counts, "rooms", "Rooms followed, inboxes among them.", Counts::rooms);
    hub(counts, "subscriptions", "Cursors in rooms, inboxes among them.", Counts::subscriptions);
    hub(counts, "hub_waiting", "Outcomes the hub waits for.", Counts::waiting);
    hub(counts, "ring_bytes", "Memory of recent messages.", Counts::ringBytes);
  }

  private void hub(
      Supplier<Counts> counts, String name, String help, ToDoubleFunction<Counts> value) {
    gauge(name, help, () -> value.applyAsDouble(counts.get()));
  }

  /** Returns all metrics as Prometheus reads them. */
  public byte[] text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
