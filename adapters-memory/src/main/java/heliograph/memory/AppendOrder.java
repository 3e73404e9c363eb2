package heliograph.memory;

/**
 * All kept records in the order of append, as a list linked through them: the oldest goes first,
 * any may be taken out from the middle, each in constant time. Guarded by the lock of {@link
 * MemoryRooms}.
 */
final class AppendOrder {
  private Entry oldest;
  private Entry newest;
  private long count;
  private long bytes;

  void add(Entry entry) {
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
    count++;
    bytes += entry.costBytes();
  }

  void remove(Entry entry) {
    if (entry.older == null) {
      oldest = entry.newer;
    } else {
      entry.older.newer = entry.newer;
    }
    if (entry.newer == null) {
      newest = entry.older;
    } else {
      entry.newer.older = entry.older;
    }
    entry.older = null;
    entry.newer = null;
    count--;
    bytes -= entry.costBytes();
  }

  /** Returns the record appended first of those kept, or null. */
  Entry oldest() {
    return oldest;
  }

  /** Returns the record appended last, or null. */
  Entry newest() {
    return newest;
  }

  long count() {
    return count;
  }

  long bytes() {
    return bytes;
  }
}
