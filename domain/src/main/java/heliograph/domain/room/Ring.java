package heliograph.domain.room;

import heliograph.domain.message.Message;

/**
 * A room's recent messages, shared by all its members: everything of the room in {@code (floor,
 * newest]}. Bounded in count and bytes; the oldest goes first and the floor rises to it.
 *
 * <p>For one thread.
 */
public final class Ring {
  /**
   * The newest messages, whose encoded forms are still of use: all who keep up have the others.
   * Those of the others would be as much memory as the messages; who comes back has them made anew.
   */
  public static final int ENCODED_MAX = 8;

  private final int messagesMax;
  private final int bytesMax;
  private Message[] slots = new Message[0];
  private int first;
  private int size;
  private long bytes;
  private long floor;

  /**
   * Makes an empty ring.
   *
   * @param floor the position after which it will hold everything
   */
  public Ring(long floor, int messagesMax, int bytesMax) {
    this.floor = floor;
    this.messagesMax = messagesMax;
    this.bytesMax = bytesMax;
  }

  /** Returns the position after which every message of the room is here. */
  public long floor() {
    return floor;
  }

  /** Returns whether nothing of the room after {@code position} is missing here. */
  public boolean covers(long position) {
    return position >= floor;
  }

  public int size() {
    return size;
  }

  public long bytes() {
    return bytes;
  }

  /** Returns the i-th message, 0 being the oldest. */
  public Message get(int i) {
    return slots[(first + i) & (slots.length - 1)];
  }

  /**
   * Returns the index of the first message after {@code position}; {@link #size} if none. Looks
   * from the newest back, in steps that double, as nearly all cursors are behind by little: the
   * older a message, the less likely it is in the processor's caches.
   */
  public int indexAfter(long position) {
    int high = size;
    int low = size - 1;
    for (int step = 1; low >= 0 && get(low).position() > position; step *= 2) {
      high = low;
      low -= step;
    }
    low = Math.max(low + 1, 0);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (get(middle).position() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Adds the newest message; makes room for it by the bounds. It stays, however large it is. */
  public void add(Message message) {
    while (size > 0 && (size >= messagesMax || bytes + message.sizeBytes() > bytesMax)) {
      removeOldest();
    }
    if (size == slots.length) {
      grow();
    }
    slots[(first + size) & (slots.length - 1)] = message;
    size++;
    bytes += message.sizeBytes();
    if (size > ENCODED_MAX) {
      get(size - 1 - ENCODED_MAX).attach(null);
    }
  }

  /** Gives all memory back; the floor rises to the newest. */
  public void clear() {
    if (size > 0) {
      floor = get(size - 1).position();
    }
    slots = new Message[0];
    first = 0;
    size = 0;
    bytes = 0;
  }

  private void removeOldest() {
    Message oldest = slots[first];
    slots[first] = null;
    first = (first + 1) & (slots.length - 1);
    size--;
    bytes -= oldest.sizeBytes();
    floor = oldest.position();
  }

  private void grow() {
    Message[] larger = new Message[Math.max(4, slots.length * 2)];
    for (int i = 0; i < size; i++) {
      larger[i] = get(i);
    }
    slots = larger;
    first = 0;
  }
}
