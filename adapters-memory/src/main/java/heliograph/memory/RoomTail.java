package heliograph.memory;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one room: its latest records, in a ring that grows and shrinks with their number.
 * Guarded by the lock of {@link MemoryRooms}.
 */
final class RoomTail {
  private static final int CAPACITY_MIN = 4;

  final RoomName name;

  /** The nodes that follow the room; few, as nodes of one process are. */
  final List<MemoryRoomLog> followers = new ArrayList<>(1);

  /** How many of its entries in the order of append stand for records that are gone. */
  int voidEntries;

  /** The length is a power of two. */
  private LogRecord[] ring = new LogRecord[CAPACITY_MIN];

  private int first;
  private int size;

  /** Records up to here may be gone; -1 if none ever were. */
  private long lost;

  /** The position of the last record, kept or not; -1 or UNKNOWN as in the port. */
  private long last;

  /**
   * Begins a room.
   *
   * @param lost the position up to which it may have had records in an earlier life; -1 if none
   */
  RoomTail(RoomName name, long lost) {
    this.name = name;
    this.lost = lost;
    last = lost == -1 ? -1 : Message.UNKNOWN;
  }

  void add(LogRecord log) {
    if (size == ring.length) {
      resize(ring.length * 2);
    }
    ring[(first + size) & (ring.length - 1)] = log;
    size++;
    last = log.position();
  }

  /** Takes the oldest record out and returns it; there must be one. */
  LogRecord removeFirst() {
    LogRecord gone = ring[first];
    ring[first] = null;
    first = (first + 1) & (ring.length - 1);
    size--;
    lost = gone.position();
    if (ring.length > CAPACITY_MIN && size <= ring.length / 4) {
      resize(ring.length / 2);
    }
    return gone;
  }

  int size() {
    return size;
  }

  /** Returns the i-th record kept, 0 being the oldest. */
  LogRecord get(int i) {
    return ring[(first + i) & (ring.length - 1)];
  }

  /** Returns the index of the first record after a position; the size if there is none. */
  int indexAfter(long position) {
    int low = 0;
    int high = size;
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

  long lost() {
    return lost;
  }

  long last() {
    return last;
  }

  /** Returns the position of the last record it has had or may have had; -1 if there was none. */
  long floor() {
    return last == Message.UNKNOWN ? lost : last;
  }

  private void resize(int capacity) {
    LogRecord[] other = new LogRecord[capacity];
    for (int i = 0; i < size; i++) {
      other[i] = ring[(first + i) & (ring.length - 1)];
    }
    ring = other;
    first = 0;
  }
}
