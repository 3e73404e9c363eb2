package heliograph.domain.hub;

import java.util.List;

/** How far this node has read the log, by partition; not always up to date. For one thread. */
final class Progress {
  private List<Long> latest = List.of();
  private List<Long> before = List.of();

  void note(List<Long> positions) {
    before = latest;
    latest = positions;
  }

  void forget() {
    before = List.of();
    latest = List.of();
  }

  /** Returns up to where all was read; -1 if that is not known. */
  long latest(int partition) {
    return at(latest, partition);
  }

  /**
   * Returns up to where all was read a moment ago; -1 if that is not known. Other nodes, which read
   * the same, will have come as far by now.
   */
  long before(int partition) {
    return at(before, partition);
  }

  private static long at(List<Long> positions, int partition) {
    return partition < positions.size() ? positions.get(partition) : -1;
  }
}
