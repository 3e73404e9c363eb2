package heliograph.domain.room;

import heliograph.domain.message.Message;
import java.util.List;

/**
 * A part of a room's log that was read for members behind the ring: all its messages in {@code
 * (after, upTo]}, without duplicates. Immutable; shared by all who want it.
 */
public record Segment(long after, long upTo, List<Message> messages) {
  /** Returns whether a cursor at {@code position} finds here what comes next. */
  public boolean covers(long position) {
    return position >= after && position < upTo;
  }

  /** Returns the index of the first message after {@code position}; the size if none. */
  public int indexAfter(long position) {
    int low = 0;
    int high = messages.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (messages.get(middle).position() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
