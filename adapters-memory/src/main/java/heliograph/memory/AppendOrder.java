package heliograph.memory;

import heliograph.domain.message.LogRecord;
import java.util.ArrayDeque;

/**
 * The order of append over all rooms: a queue of rooms, one entry for each record. Which record an
 * entry means, its room knows, as of a room, too, the oldest record goes first.
 *
 * <p>Where a room's oldest goes though older ones of other rooms stay, its entry stays as well, and
 * the room counts it as void; when half of all are void, they are taken out together. So each
 * operation takes constant time, on average. Guarded by the lock of {@link MemoryRooms}.
 */
final class AppendOrder {
  private static final int VOID_MIN = 64;

  private ArrayDeque<RoomTail> entries = new ArrayDeque<>();
  private int voids;
  private long bytes;

  /** Notes a record that its room holds already. */
  void add(RoomTail room, LogRecord log) {
    entries.add(room);
    bytes += costBytes(log.payload().size());
  }

  /** Takes out the oldest record of a room, which must have one. */
  void removeFirstOf(RoomTail room) {
    bytes -= costBytes(room.removeFirst().payload().size());
    if (room == oldest()) {
      entries.remove();
    } else {
      room.voidEntries++;
      voids++;
      takeOutVoids();
    }
  }

  /** Returns the room of the record appended first of those kept, or null. */
  RoomTail oldest() {
    while (!entries.isEmpty() && entries.getFirst().voidEntries > 0) {
      entries.remove().voidEntries--;
      voids--;
    }
    return entries.peek();
  }

  int count() {
    return entries.size() - voids;
  }

  long bytes() {
    return bytes;
  }

  /** Returns what a record counts as. */
  static long costBytes(int payloadBytes) {
    return (long) payloadBytes + MemoryLogConfig.RECORD_OVERHEAD_BYTES;
  }

  private void takeOutVoids() {
    if (voids < VOID_MIN || voids < entries.size() / 2) {
      return;
    }
    ArrayDeque<RoomTail> left = new ArrayDeque<>(count());
    for (RoomTail room : entries) {
      if (room.voidEntries > 0) {
        room.voidEntries--;
      } else {
        left.add(room);
      }
    }
    entries = left;
    voids = 0;
  }
}
