package heliograph.domain.hub;

import heliograph.domain.Limits;
import heliograph.domain.message.ServerFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * The write that is being put together, for one client after the other. For the hub's thread.
 *
 * <p>Bounded by what one write may hold.
 */
final class Batch {
  private final Limits limits;
  private final List<ServerFrame> frames = new ArrayList<>();
  private long bytes;

  /** What the last write was given. */
  private List<ServerFrame> last = List.of();

  /** Whether a cursor was found so far behind that the client is to be closed after this. */
  boolean tooSlow;

  Batch(Limits limits) {
    this.limits = limits;
  }

  boolean hasRoom() {
    return frames.size() < limits.batchMessagesMax() && bytes < limits.batchBytesMax();
  }

  void add(ServerFrame frame, int size) {
    frames.add(frame);
    bytes += size;
  }

  int size() {
    return frames.size();
  }

  /** Begins anew, whatever became of the one before. */
  void begin() {
    frames.clear();
    bytes = 0;
    tooSlow = false;
  }

  /** Returns what was put together. Members who get the same, one after the other, share a list. */
  List<ServerFrame> frames() {
    if (!isLast()) {
      last = List.copyOf(frames);
    }
    return last;
  }

  /** Keeps nothing. */
  void forget() {
    begin();
    last = List.of();
  }

  private boolean isLast() {
    int size = frames.size();
    if (last.size() != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (last.get(i) != frames.get(i)) {
        return false;
      }
    }
    return true;
  }
}
