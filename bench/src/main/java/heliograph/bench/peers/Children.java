package heliograph.bench.peers;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** A peer of one process or more, and what runs beside it. */
final class Children implements Target {
  private final List<Child> nodes;
  private final Beside beside;
  private final Supplier<Dialect> dialects;

  Children(List<Child> nodes, Beside beside, Supplier<Dialect> dialects) {
    this.nodes = List.copyOf(nodes);
    this.beside = beside;
    this.dialects = dialects;
  }

  @Override
  public List<Integer> ports() {
    return nodes.stream().map(Child::port).toList();
  }

  @Override
  public Dialect dialect(int i) {
    return dialects.get();
  }

  @Override
  public double cpuSeconds() throws IOException {
    double sum = 0;
    for (Child node : nodes) {
      sum += Proc.cpuSeconds(node.pid());
    }
    return sum;
  }

  @Override
  public double besideCpuSeconds() throws IOException {
    return beside.cpuSeconds();
  }

  @Override
  public long residentBytes() throws IOException {
    long sum = 0;
    for (Child node : nodes) {
      sum += Proc.residentBytes(node.pid());
    }
    return sum;
  }

  @Override
  public void close() {
    nodes.forEach(Child::close);
    beside.close();
  }
}
