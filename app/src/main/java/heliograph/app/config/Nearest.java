package heliograph.app.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the name a person may have meant. */
final class Nearest {
  /** Longer names are not worth the search; none of ours is half as long. */
  private static final int LENGTH_MAX = 100;

  private Nearest() {}

  /** Returns the candidate with the fewest edits to it, if that is few for its length. */
  static Optional<String> to(String name, Stream<String> candidates) {
    if (name.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    return candidates
        .filter(c -> distance(name, c) <= Math.max(2, Math.max(name.length(), c.length()) / 3))
        .min(Comparator.comparingInt((String c) -> distance(name, c)).thenComparing(c -> c));
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
