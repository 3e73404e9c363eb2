package heliograph.bench.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a cluster under load. */
public enum Fault {
  /** One node, with SIGKILL; started again after a while. */
  KILL,
  /** One node, with SIGKILL, for good; the run must have further ones. */
  LOSE,
  /** One node, with SIGSTOP for longer than its lease, then SIGCONT. */
  PAUSE,
  /** One node, drained with SIGTERM and started again. */
  RESTART,
  /** Every node in turn, as {@link #RESTART}. */
  ROLLING,
  /** The broker, in the orderly way; started again. */
  KAFKA_RESTART,
  /** The broker, with SIGKILL; started again. */
  KAFKA_KILL,
  /** Redis, in the orderly way, so that its data is kept; started again. */
  REDIS_RESTART,
  /** Redis, with SIGKILL, which loses its data; started again. */
  REDIS_KILL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a list such as {@code kill,kill,pause}; {@code none} and nothing are an empty one.
   *
   * @throws IllegalArgumentException for a name that is none, saying which there are
   */
  static List<Fault> parse(String list) {
    List<Fault> faults = new ArrayList<>();
    for (String name : list.isBlank() || list.equals("none") ? new String[0] : list.split(",")) {
      faults.add(
          Arrays.stream(values())
              .filter(f -> f.toString().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no such fault: %s; there are %s, and none"
                              .formatted(
                                  name.strip(),
                                  Arrays.stream(values())
                                      .map(Fault::toString)
                                      .collect(Collectors.joining(", "))))));
    }
    return faults;
  }
}
