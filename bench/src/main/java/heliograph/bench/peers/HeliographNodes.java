package heliograph.bench.peers;

import heliograph.bench.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Heliograph's nodes under load. */
final class HeliographNodes implements Target {
  private final List<ServerProcess> nodes;
  private final Beside beside;

  HeliographNodes(List<ServerProcess> nodes, Beside beside) {
    this.nodes = List.copyOf(nodes);
    this.beside = beside;
  }

  @Override
  public List<Integer> ports() {
    return nodes.stream().map(ServerProcess::port).toList();
  }

  @Override
  public Dialect dialect(int i) {
    return new HeliographDialect(Token.of("user" + i));
  }

  @Override
  public double cpuSeconds() throws IOException {
    double sum = 0;
    for (ServerProcess node : nodes) {
      sum += node.cpuSeconds();
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
    for (ServerProcess node : nodes) {
      sum += node.residentBytes();
    }
    return sum;
  }

  @Override
  public OptionalLong liveBytes() throws IOException, InterruptedException {
    long sum = 0;
    for (ServerProcess node : nodes) {
      sum += node.liveBytes();
    }
    return OptionalLong.of(sum);
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    beside.close();
  }
}
