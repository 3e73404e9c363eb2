package heliograph.conformance.autobahn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which of Autobahn's cases are run, and what is expected of them. */
final class Cases {
  private static final Path EXPECTED =
      Path.of("src", "test", "resources", "autobahn", "expected.txt");

  /** All but group 9; they mostly wait. */
  private static final String PROTOCOL = "1.*,2.*,3.*,4.*,5.*,6.*,7.*,10.*";

  /**
   * Ids, or a group's prefix with a star, with commas between; each line for a client of its own.
   */
  static final List<String> ALL =
      List.of(PROTOCOL, "9.1.*,9.3.*,9.5.*,9.7.*", "9.2.*,9.4.*,9.6.*,9.8.*");

  /** Of group 9 what takes the client seconds: up to 1 MiB, and 4 MiB in large fragments. */
  static final List<String> BUILD =
      List.of(
          PROTOCOL,
          "9.1.1,9.1.2,9.1.3,9.3.7,9.3.9,9.5.5,9.7.*,9.2.1,9.2.2,9.2.3,9.4.7,9.4.9,9.6.5,9.8.*");

  private Cases() {}

  /** Returns the expected outcomes of the cases in those shares, by id. */
  static Map<String, String> expected(List<String> shares) {
    List<String> patterns =
        shares.stream().flatMap(share -> Arrays.stream(share.split(","))).toList();
    Map<String, String> outcomes = new TreeMap<>();
    for (String line : lines()) {
      String id = line.substring(0, Math.max(0, line.indexOf(' ')));
      if (!line.startsWith("#") && patterns.stream().anyMatch(pattern -> matches(id, pattern))) {
        outcomes.put(id, line.substring(id.length() + 1));
      }
    }
    return outcomes;
  }

  private static boolean matches(String id, String pattern) {
    return pattern.endsWith("*")
        ? id.startsWith(pattern.substring(0, pattern.length() - 1))
        : id.equals(pattern);
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(EXPECTED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
