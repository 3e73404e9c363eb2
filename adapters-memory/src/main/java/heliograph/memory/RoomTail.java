package heliograph.memory;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of one room: the records at the positions {@code [first, next)}, densely, in a ring
 * that grows and shrinks with their number. Guarded by the lock of {@link MemoryRooms}.
 */
final class RoomTail {
  private static final int CAPACITY_MIN = 4;

  final RoomName name;

  /** The nodes that follow the room; few, as nodes of one process are. */
  final List<MemoryRoomLog> followers = new ArrayList<>(1);

  /** The position with which the room began; whether it had a life before that is not known. */
  private final long start;

  private long first;
  private long next;

  /** The record at position p is at index p modulo the length, which is a power of two. */
  private Entry[] ring = new Entry[CAPACITY_MIN];

  RoomTail(RoomName name, long start) {
    this.name = name;
    this.start = start;
    first = start;
    next = start;
  }

  void add(Entry entry) {
    if (size() == ring.length) {
      resize(ring.length * 2);
    }
    ring[index(next)] = entry;
    next++;
  }

  /** Takes the oldest record out and returns it; there must be one. */
  Entry removeFirst() {
    Entry gone = ring[index(first)];
    ring[index(first)] = null;
    first++;
    if (ring.length > CAPACITY_MIN && size() <= ring.length / 4) {
      resize(ring.length / 2);
    }
    return gone;
  }

  LogRecord at(long position) {
    return ring[index(position)].log;
  }

  /** Returns the position of the oldest record kept; {@link #next} if there is none. */
  long first() {
    return first;
  }

  /** Returns the position the next record gets. */
  long next() {
    return next;
  }

  int size() {
    return (int) (next - first);
  }

  /** Returns the position of the room's last record, kept or not; -1 or UNKNOWN as in the port. */
  long last() {
    if (next > start) {
      return next - 1;
    }
    return start == 0 ? -1 : Message.UNKNOWN;
  }

  private int index(long position) {
    return (int) (position & (ring.length - 1));
  }

  private void resize(int capacity) {
    Entry[] larger = new Entry[capacity];
    for (long p = first; p < next; p++) {
      larger[(int) (p & (capacity - 1))] = ring[index(p)];
    }
    ring = larger;
  }
}
