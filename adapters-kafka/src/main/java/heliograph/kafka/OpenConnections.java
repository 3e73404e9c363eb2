package heliograph.kafka;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * How many connections a Kafka client has. Clients say nothing when the last one breaks, they go on
 * trying; but that none is left is known at once, long before anything times out.
 */
final class OpenConnections {
  private final Metric count;

  /** Looks for the count among a client's metrics. */
  OpenConnections(Map<MetricName, ? extends Metric> metrics) {
    count =
        metrics.entrySet().stream()
            .filter(e -> e.getKey().name().equals("connection-count"))
            .filter(e -> e.getKey().tags().keySet().equals(java.util.Set.of("client-id")))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the client does not count connections"));
  }

  boolean none() {
    return count.metricValue() instanceof Double open && open == 0;
  }
}
