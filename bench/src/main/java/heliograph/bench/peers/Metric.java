package heliograph.bench.peers;

/** What is measured; the order is that of the tables' columns. */
enum Metric {
  CPU("CPU µs per delivery", 2),
  BESIDE_CPU("Kafka's, Redis's CPU µs per delivery", 2),
  PER_SECOND("deliveries/s", 0),
  P50("p50 ms", 1),
  P99("p99 ms", 1),
  P999("p99.9 ms", 1),
  SATURATION("deliveries/s at saturation", 0),
  SATURATION_CPU("CPU µs there", 2),
  MISSING("missing", 0),
  RESIDENT_MB("resident MB", 0),
  LOAD_CPU("load generator's CPU µs per delivery", 2),
  IDLE_RESIDENT("resident bytes per connection", 0),
  IDLE_CALM("resident after calm", 0),
  IDLE_LIVE("live bytes per connection", 0),
  ACCEPT_SECONDS("s to accept", 2),
  ACCEPT_CPU("CPU µs per accept", 0),
  OTHERS("others' cores", 2);

  final String title;
  private final int decimals;

  Metric(String title, int decimals) {
    this.title = title;
    this.decimals = decimals;
  }

  String format(double value) {
    return ("%,." + decimals + "f").formatted(value);
  }
}
