package heliograph.domain.session;

import heliograph.domain.id.RoomName;
import java.util.EnumSet;
import java.util.Set;

/**
 * Rights in the rooms whose name matches a pattern.
 *
 * @param match a room name in which {@code *} stands for any run of characters, also none
 * @param can the rights
 */
public record Grant(String match, Set<Right> can) {
  /** Inclusive bound on the pattern's length in characters. */
  public static final int MATCH_MAX = 256;

  /**
   * Copies the rights.
   *
   * @throws IllegalArgumentException if the pattern is empty or too long
   */
  public Grant {
    if (match.isEmpty() || match.length() > MATCH_MAX) {
      throw new IllegalArgumentException(
          "a grant's match must have 1 to " + MATCH_MAX + " characters");
    }
    can = can.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(can));
  }

  boolean allows(RoomName room, Right right) {
    return can.contains(right) && matches(match, room.value());
  }

  /**
   * Returns whether {@code text} matches; greedy with one point of return, so at most
   * pattern-length × text-length steps, whatever the pattern.
   */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
