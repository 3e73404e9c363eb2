package heliograph.domain.hub;

import heliograph.domain.Limits;
import heliograph.domain.room.Segment;
import java.util.LinkedHashMap;

/**
 * The segments of all rooms, bounded per room in count and over all in bytes; the one read first
 * goes first. For the hub's thread.
 */
final class Segments {
  private final Limits limits;

  /** All there are, the one read first in front, and whose they are. */
  private final LinkedHashMap<Segment, Room> held = new LinkedHashMap<>();

  private long bytes;

  Segments(Limits limits) {
    this.limits = limits;
  }

  long bytes() {
    return bytes;
  }

  /** Keeps a segment; it stays, however large it is, until the next comes. */
  void hold(Room room, Segment segment) {
    while (room.segments.size() >= Math.max(1, limits.stretchesMax())) {
      forget(room.segments.getFirst());
    }
    held.put(segment, room);
    room.segments.addLast(segment);
    bytes += segment.bytes();
    while (bytes > limits.nodeStretchBytesMax() && held.size() > 1) {
      forget(held.firstEntry().getKey());
    }
  }

  void forgetAll(Room room) {
    while (!room.segments.isEmpty()) {
      forget(room.segments.getFirst());
    }
  }

  private void forget(Segment segment) {
    held.remove(segment).segments.remove(segment);
    bytes -= segment.bytes();
  }
}
