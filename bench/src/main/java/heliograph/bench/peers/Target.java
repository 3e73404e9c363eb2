package heliograph.bench.peers;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** A server that runs, of one node or more, to be put under load. */
interface Target extends AutoCloseable {
  /** Returns the ports of its nodes. */
  List<Integer> ports();

  /** Returns how the i-th client speaks. */
  Dialect dialect(int i);

  /** Returns user and system time of all its nodes so far, in seconds. */
  double cpuSeconds() throws IOException;

  /** Returns that of what runs beside the nodes: Kafka, Redis. */
  default double besideCpuSeconds() throws IOException {
    return 0;
  }

  /** Returns resident memory of all its nodes. */
  long residentBytes() throws IOException;

  /** Returns the bytes of live objects after a full collection, where that can be asked. */
  default OptionalLong liveBytes() throws IOException, InterruptedException {
    return OptionalLong.empty();
  }

  @Override
  void close();
}
