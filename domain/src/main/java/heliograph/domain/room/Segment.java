package heliograph.domain.room;

import heliograph.domain.message.Message;
import java.util.List;

/**
 * A part of a room's log that was read for members behind the ring: all its messages in {@code
 * (after, upTo]}, without duplicates. Immutable; shared by all who want it. Compared by identity.
 */
public final class Segment {
  private static final int OVERHEAD_BYTES = 200;

  private final long after;
  private final long upTo;
  private final List<Message> messages;
  private final long bytes;

  /**
   * Makes a segment.
   *
   * @param after exclusive lower bound of what is covered
   * @param upTo inclusive upper bound, above {@code after}
   * @param messages oldest first
   */
  public Segment(long after, long upTo, List<Message> messages) {
    this.after = after;
    this.upTo = upTo;
    this.messages = List.copyOf(messages);
    bytes = OVERHEAD_BYTES + messages.stream().mapToLong(Message::sizeBytes).sum();
  }

  public long after() {
    return after;
  }

  public long upTo() {
    return upTo;
  }

  public int size() {
    return messages.size();
  }

  /** Returns the i-th message, 0 being the oldest. */
  public Message get(int i) {
    return messages.get(i);
  }

  /** Returns roughly what it holds in memory before it is encoded, in bytes; never 0. */
  public long bytes() {
    return bytes;
  }

  /** Returns whether a cursor at {@code position} finds here what comes next. */
  public boolean covers(long position) {
    return position >= after && position < upTo;
  }

  /** Returns the index of the first message after {@code position}; {@link #size} if none. */
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
