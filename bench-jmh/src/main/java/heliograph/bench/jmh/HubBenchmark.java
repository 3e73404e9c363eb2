package heliograph.bench.jmh;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One publish all the way through the hub: request, append, read-back, a write for each member, and
 * what they report. Divide by the members for the cost of a delivery.
 */
public class HubBenchmark extends ShortRun {
  @Param({"1", "10", "100", "1000"})
  public int members;

  private HubDriver node;

  @Setup
  public void prepare() {
    node = new HubDriver();
    for (int i = 0; i < members; i++) {
      node.join(i);
    }
    long before = node.written();
    node.publish();
    if (node.written() - before < members) {
      throw new IllegalStateException("not all members got the message");
    }
  }

  @Benchmark
  public long publishToDeliveries() {
    node.publish();
    return node.written();
  }
}
