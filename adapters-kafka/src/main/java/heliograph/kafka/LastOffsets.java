package heliograph.kafka;

import java.util.Arrays;

/**
 * For each room, an offset after which the log has had no record of it: so that a cursor behind
 * which nothing came is known to be level without a read. A room shares its entry with others, by
 * hash, so the offset may be higher than that of its last record, never lower. For one thread.
 *
 * <p>Bounded: about a million entries of 8 bytes, whatever number of rooms there is. With more
 * rooms than that in use at a time, entries are higher than need be, which costs reads.
 */
final class LastOffsets {
  private static final int ENTRIES = 1 << 20;
  private static final int PARTITION_ENTRIES_MIN = 1 << 8;

  private final long[][] offsets;

  /**
   * Makes one that has seen nothing.
   *
   * @param from by partition, the first offset that {@link #seen} will be told of
   */
  LastOffsets(long[] from) {
    int entries = Integer.highestOneBit(Math.max(PARTITION_ENTRIES_MIN, ENTRIES / from.length));
    offsets = new long[from.length][entries];
    for (int i = 0; i < from.length; i++) {
      Arrays.fill(offsets[i], from[i] - 1);
    }
  }

  /** Takes note of a room's record; offsets rise within a partition. */
  void seen(int partition, RoomKey room, long offset) {
    offsets[partition][entry(partition, room)] = offset;
  }

  /** Returns an offset after which no record of the room was seen; -1 if it never had any. */
  long boundOf(int partition, RoomKey room) {
    return offsets[partition][entry(partition, room)];
  }

  private int entry(int partition, RoomKey room) {
    int spread = room.hashCode() * 0x9E3779B9;
    return (spread ^ spread >>> 16) & offsets[partition].length - 1;
  }
}
