package heliograph.bench.hostile;

import java.util.ArrayList;
import java.util.List;

/** What must hold whatever the machine is busy with: no loss, order, bounds. For one thread. */
final class Verdict {
  private final List<String> broken = new ArrayList<>();

  /** Notes a rule, and whether it held. */
  void rule(boolean held, String what) {
    System.out.println((held ? "  held    " : "  BROKEN  ") + what);
    if (!held) {
      broken.add(what);
    }
  }

  /** Returns the exit code: 0 if every rule held. */
  int exitCode() {
    System.out.println(broken.isEmpty() ? "verdict: good" : "verdict: BAD: " + broken);
    return broken.isEmpty() ? 0 : 1;
  }
}
