package heliograph.memory;

import heliograph.domain.message.LogRecord;

/**
 * A kept record, in its room's ring and, by its links, in the order of append over all rooms.
 * Guarded by the lock of {@link MemoryRooms}.
 */
final class Entry {
  final LogRecord log;
  final RoomTail room;
  Entry older;
  Entry newer;

  Entry(LogRecord log, RoomTail room) {
    this.log = log;
    this.room = room;
  }

  long costBytes() {
    return costBytes(log.payload().size());
  }

  static long costBytes(int payloadBytes) {
    return (long) payloadBytes + MemoryLogConfig.RECORD_OVERHEAD_BYTES;
  }
}
