package heliograph.testkit.services;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * How a program is started so that Ctrl-C in its parent's terminal, which the system sends to all
 * of the terminal's processes, does not reach it: who started it decides when it ends.
 */
public final class OwnSession {
  /** Where there is no setsid (macOS), SIGINT is ignored, which a JVM keeps to. */
  private static final String SHIELDED =
      """
      trap '' INT
      if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
      exec "$@"
      """;

  private OwnSession() {}

  /** Returns the command that runs {@code command} so, as the same process; itself on Windows. */
  public static List<String> command(List<String> command) {
    if (File.separatorChar != '/') {
      return command;
    }
    List<String> shielded = new ArrayList<>(List.of("sh", "-c", SHIELDED, "sh"));
    shielded.addAll(command);
    return shielded;
  }
}
