package heliograph.domain.room;

/**
 * What was sent to one member of an acknowledged room and is not acked yet, oldest first; at most
 * {@code max} messages.
 *
 * <p>{@code acked <= each outstanding position <= highest}. For one thread.
 */
public final class AckWindow {
  /** An empty window holds memory for at most this many. */
  private static final int IDLE_MAX = 16;

  private final int max;
  private long acked;
  private long highest;
  private long[] positions = new long[0];
  private long[] sentAtMs = new long[0];
  private int first;
  private int size;

  /**
   * Makes a window with nothing outstanding.
   *
   * @param acked all up to here is done
   * @param highest all up to here was sent before, by whatever node
   */
  public AckWindow(int max, long acked, long highest) {
    this.max = max;
    this.acked = acked;
    this.highest = Math.max(acked, highest);
  }

  public long acked() {
    return acked;
  }

  public long highest() {
    return highest;
  }

  public boolean isFull() {
    return size >= max;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the position of the oldest outstanding message; only if there is one. */
  public long oldest() {
    return positions[first];
  }

  /** Returns when the oldest outstanding message was sent; only if there is one. */
  public long oldestSentAtMs() {
    return sentAtMs[first];
  }

  /** Notes a message as sent. Returns whether it was sent before. */
  public boolean sent(long position, long nowMs) {
    if (size == positions.length) {
      grow();
    }
    int slot = (first + size) & (positions.length - 1);
    positions[slot] = position;
    sentAtMs[slot] = nowMs;
    size++;
    boolean again = position <= highest;
    highest = Math.max(highest, position);
    return again;
  }

  /** Takes a cumulative ack; one below what is acked already changes nothing. */
  public void ack(long position) {
    acked = Math.max(acked, position);
    while (size > 0 && positions[first] <= acked) {
      first = (first + 1) & (positions.length - 1);
      size--;
    }
    if (size == 0 && positions.length > IDLE_MAX) {
      positions = new long[0];
      sentAtMs = new long[0];
      first = 0;
    }
  }

  /** Forgets what is outstanding, so that it is sent again from {@link #acked} on. */
  public void rewind() {
    first = 0;
    size = 0;
  }

  private void grow() {
    int length = Math.max(4, positions.length * 2);
    long[] largerPositions = new long[length];
    long[] largerSentAtMs = new long[length];
    for (int i = 0; i < size; i++) {
      int slot = (first + i) & (positions.length - 1);
      largerPositions[i] = positions[slot];
      largerSentAtMs[i] = sentAtMs[slot];
    }
    positions = largerPositions;
    sentAtMs = largerSentAtMs;
    first = 0;
  }
}
