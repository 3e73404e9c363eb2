package heliograph.bench.check;

/**
 * One thing that must not be.
 *
 * @param room where
 * @param client who saw it; null where it is seen from several clients' histories, or from none
 * @param payload of the message, or -1
 */
record Violation(Kind kind, String room, String client, int payload, String what) {
  /** What can be wrong. */
  enum Kind {
    /** Answered, or seen by others, and not delivered to this member. */
    LOST,
    /** Answered, and delivered to nobody. */
    LOST_FOR_ALL,
    /** One publish at two positions. */
    DOUBLED,
    /** A position again where nothing was sent again: same connection, not marked. */
    REPEATED,
    /** A position lower than one before it. */
    REORDERED,
    /** Two clients saw different messages at one position. */
    ORDERS_DIFFER,
    /** Delivered at another position than its answer said. */
    MISPLACED,
    /** Delivered though it was refused as not accepted. */
    REFUSED_AND_DELIVERED,
    /** Written by no publisher of the run, or to another room. */
    UNKNOWN,
    /** A member that came back in time was told that its place is lost. */
    UNRECOVERED
  }

  @Override
  public String toString() {
    return "%s in %s%s: %s".formatted(kind, room, client == null ? "" : " for " + client, what);
  }
}
