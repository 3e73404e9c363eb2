package heliograph.domain.session;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All that a token allows. Immutable. */
public record Grants(List<Grant> grants) {
  /** Inclusive bound on the number of grants in one token. */
  public static final int MAX = 256;

  /** Every right in every room: what a token without the {@code rooms} claim gets by default. */
  public static final Grants ALL = new Grants(List.of(new Grant("*", EnumSet.allOf(Right.class))));

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX}
   */
  public Grants {
    if (grants.size() > MAX) {
      throw new IllegalArgumentException("a token may hold at most " + MAX + " grants");
    }
    grants = List.copyOf(grants);
  }

  /** Makes grants of one pattern. */
  public static Grants of(String match, Right... can) {
    return new Grants(List.of(new Grant(match, Set.of(can))));
  }

  /**
   * Returns whether {@code user} may do {@code right} in {@code room} by name. Rooms of the system
   * are nobody's, whatever the grants say, but for a user's own inbox, whose history may be read.
   */
  public boolean allow(UserId user, RoomName room, Right right) {
    if (room.isSystem()) {
      return right == Right.HISTORY && room.isInboxOf(user);
    }
    return granted(room, right);
  }

  /** Returns whether a message may be sent to {@code user}: the right to publish in its inbox. */
  public boolean allowSend(UserId user) {
    return granted(RoomName.inboxOf(user), Right.PUBLISH);
  }

  private boolean granted(RoomName room, Right right) {
    for (Grant grant : grants) {
      if (grant.allows(room, right)) {
        return true;
      }
    }
    return false;
  }
}
