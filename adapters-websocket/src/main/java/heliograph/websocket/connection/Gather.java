package heliograph.websocket.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * Whole frames on their way to one socket, in order, put together so that a socket write takes as
 * many as it may. For one thread; empty between uses.
 */
final class Gather {
  /** What one socket write takes; a frame that is larger is written by itself, uncopied. */
  static final int BYTES_MAX = 128 << 10;

  private final List<byte[]> parts = new ArrayList<>();

  void add(byte[] frame) {
    parts.add(frame);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  int size() {
    return parts.size();
  }

  /** Returns what the next socket write is to take, and drops it; null when there is no more. */
  byte[] next() {
    if (parts.isEmpty()) {
      return null;
    }
    int count = 1;
    int bytes = parts.getFirst().length;
    while (count < parts.size() && bytes + parts.get(count).length <= BYTES_MAX) {
      bytes += parts.get(count++).length;
    }
    if (count == 1) {
      return parts.removeFirst();
    }
    byte[] joined = new byte[bytes];
    int pos = 0;
    for (byte[] part : parts.subList(0, count)) {
      System.arraycopy(part, 0, joined, pos, part.length);
      pos += part.length;
    }
    parts.subList(0, count).clear();
    return joined;
  }

  void clear() {
    parts.clear();
  }
}
