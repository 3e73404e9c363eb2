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

  private final List<byte[]> parts = new ArrayList<>(4);

  void add(byte[] frame) {
    parts.add(frame);
  }

  void moveTo(Gather other) {
    other.parts.addAll(parts);
    parts.clear();
  }

  void clear() {
    parts.clear();
  }

  /** Returns whether there is something, and the next write will take it all. */
  boolean fitsOneWrite() {
    return !parts.isEmpty() && countOfNext() == parts.size();
  }

  /** Returns what the next socket write is to take, and drops it; null when there is no more. */
  byte[] next() {
    if (parts.isEmpty()) {
      return null;
    }
    List<byte[]> taken = parts.subList(0, countOfNext());
    byte[] joined = taken.size() == 1 ? taken.getFirst() : join(taken);
    taken.clear();
    return joined;
  }

  private int countOfNext() {
    int count = 1;
    int bytes = parts.getFirst().length;
    while (count < parts.size() && bytes + parts.get(count).length <= BYTES_MAX) {
      bytes += parts.get(count++).length;
    }
    return count;
  }

  private static byte[] join(List<byte[]> parts) {
    int bytes = 0;
    for (byte[] part : parts) {
      bytes += part.length;
    }
    byte[] joined = new byte[bytes];
    int pos = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, pos, part.length);
      pos += part.length;
    }
    return joined;
  }
}
