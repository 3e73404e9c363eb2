package heliograph.app.cli;

import java.util.List;

/** What the person has to change before the command can run; exit code 2. */
final class UsageFailure extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<String> lines;

  /** Takes a line for each thing that is wrong. */
  UsageFailure(List<String> lines) {
    super(String.join("; ", lines));
    this.lines = List.copyOf(lines);
  }

  List<String> lines() {
    return lines;
  }
}
