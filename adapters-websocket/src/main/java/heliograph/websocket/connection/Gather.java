package heliograph.websocket.connection;

import heliograph.websocket.socket.ClientSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole frames on their way to one socket, in order, put together so that a socket write takes as
 * many as it may. For one thread; empty between uses.
 */
final class Gather {
  /** What one socket write takes; a frame that is larger is written by itself, uncopied. */
  static final int BYTES_MAX = ClientSocket.WRITE_BYTES_MAX;

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

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Returns whether the next socket write takes one frame only. */
  boolean nextIsOne() {
    return countOfNext() == 1;
  }

  /** Takes the first frame out and returns it. */
  byte[] takeOne() {
    return parts.removeFirst();
  }

  /** Takes out what the next socket write is to take, and copies it. */
  void takeNext(ByteBuffer into) {
    take(countOfNext(), into);
  }

  /** Takes all out and returns it, put together in one array. */
  byte[] takeAll() {
    if (parts.size() == 1) {
      return takeOne();
    }
    int bytes = 0;
    for (byte[] part : parts) {
      bytes += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(bytes);
    take(parts.size(), all);
    return all.array();
  }

  private void take(int count, ByteBuffer into) {
    List<byte[]> taken = parts.subList(0, count);
    for (int i = 0; i < count; i++) {
      into.put(taken.get(i));
    }
    taken.clear();
  }

  private int countOfNext() {
    int count = 1;
    int bytes = parts.getFirst().length;
    while (count < parts.size() && bytes + parts.get(count).length <= BYTES_MAX) {
      bytes += parts.get(count++).length;
    }
    return count;
  }
}
