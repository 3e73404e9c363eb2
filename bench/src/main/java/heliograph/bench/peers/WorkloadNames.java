package heliograph.bench.peers;

import java.util.Iterator;

/** The workloads' names, for the command's help. */
final class WorkloadNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Workload.all().stream().map(Workload::id).iterator();
  }
}
