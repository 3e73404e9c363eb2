package heliograph.bench.check;

import java.util.ArrayList;
import java.util.List;

/** A member's place in one room. Written by the member's thread only. */
final class Place {
  final String room;
  final boolean acked;

  /** Read by others when the run is over. */
  final List<Delivery> deliveries = new ArrayList<>();

  /** The log's epoch at the first join; null before that. */
  String epoch;

  /** Where the first join was. */
  long after;

  /** The highest position got so far, or {@link #after}. Read by others, too. */
  volatile long last = -1;

  /** Of the join under way; 0 if there is none. What comes before its reply is of an older one. */
  long joining;

  /** Messages got since the last ack. */
  int unacked;

  String unrecovered;

  Place(String room, boolean acked) {
    this.room = room;
    this.acked = acked;
  }

  boolean isEntered() {
    return epoch != null;
  }
}
