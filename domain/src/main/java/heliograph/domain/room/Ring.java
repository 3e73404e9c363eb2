package heliograph.domain.room;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;

/**
 * A room's recent messages, shared by all its members: everything of the room in {@code (floor,
 * newest]}. Bounded in count and bytes; the oldest goes first and the floor rises to it.
 *
 * <p>What stays is the log's record. Its message, to which the transport attaches encoded forms as
 * large as itself, is kept while it is new, as all who keep up take it then; for who comes later it
 * is made anew, once for all of them.
 *
 * <p>For one thread.
 */
public final class Ring {
  /** The newest messages that are kept as such. */
  public static final int FRESH_MAX = 8;

  /** How much older than the newest they are at most, milliseconds by the log's clock. */
  public static final long FRESH_MS = 100;

  private final Epoch epoch;
  private final int messagesMax;
  private final int bytesMax;
  private LogRecord[] records = new LogRecord[0];

  /** In the place of its record, or null until somebody asks for it. */
  private Message[] messages = new Message[0];

  private int first;
  private int size;

  /** How many of the newest are kept as messages, even if nobody asks for them. */
  private int fresh;

  private long bytes;
  private long floor;

  /** What the oldest message says of the one before it. */
  private long prevOfOldest;

  /**
   * Makes an empty ring.
   *
   * @param epoch of the room's log
   * @param floor the position after which it will hold everything
   */
  public Ring(Epoch epoch, long floor, int messagesMax, int bytesMax) {
    this.epoch = epoch;
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

  /**
   * Returns the i-th message, 0 being the oldest; the same one for all who ask while it is kept.
   */
  public Message get(int i) {
    int slot = slot(i);
    Message message = messages[slot];
    if (message == null) {
      message = new Message(epoch, records[slot], i == 0 ? prevOfOldest : record(i - 1).position());
      messages[slot] = message;
    }
    return message;
  }

  /**
   * Returns the index of the first message after {@code position}; {@link #size} if none. Looks
   * from the newest back, in steps that double, as nearly all cursors are behind by little: the
   * older a message, the less likely it is in the processor's caches.
   */
  public int indexAfter(long position) {
    int high = size;
    int low = size - 1;
    for (int step = 1; low >= 0 && record(low).position() > position; step *= 2) {
      high = low;
      low -= step;
    }
    low = Math.max(low + 1, 0);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (record(middle).position() > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Adds a record as the newest message, which it returns; makes room for it by the bounds. It
   * stays, however large it is.
   *
   * @param prev what the message says of the one before it; where the ring holds one, its position
   */
  public Message add(LogRecord log, long prev) {
    while (size > 0 && (size >= messagesMax || bytes + log.sizeBytes() > bytesMax)) {
      removeOldest();
    }
    if (size == records.length) {
      grow();
    }
    if (size == 0) {
      prevOfOldest = prev;
    }
    Message message = new Message(epoch, log, prev);
    records[slot(size)] = log;
    messages[slot(size)] = message;
    size++;
    fresh++;
    bytes += log.sizeBytes();
    while (fresh > FRESH_MAX || log.atMs() - record(size - fresh).atMs() > FRESH_MS) {
      messages[slot(size - fresh)] = null;
      fresh--;
    }
    return message;
  }

  /** Gives all memory back; the floor rises to the newest. */
  public void clear() {
    if (size > 0) {
      floor = record(size - 1).position();
    }
    records = new LogRecord[0];
    messages = new Message[0];
    first = 0;
    size = 0;
    fresh = 0;
    bytes = 0;
  }

  private LogRecord record(int i) {
    return records[slot(i)];
  }

  /** The arrays' length is a power of two. */
  private int slot(int i) {
    return (first + i) & (records.length - 1);
  }

  private void removeOldest() {
    LogRecord oldest = records[first];
    records[first] = null;
    messages[first] = null;
    first = slot(1);
    size--;
    fresh = Math.min(fresh, size);
    bytes -= oldest.sizeBytes();
    floor = oldest.position();
    prevOfOldest = floor;
  }

  private void grow() {
    LogRecord[] more = new LogRecord[Math.max(4, records.length * 2)];
    Message[] asMessages = new Message[more.length];
    for (int i = 0; i < size; i++) {
      more[i] = record(i);
      asMessages[i] = messages[slot(i)];
    }
    records = more;
    messages = asMessages;
    first = 0;
  }
}
