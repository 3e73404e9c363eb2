package heliograph.domain.room;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Which publish keys one partition of the log has seen: a fold of its records and of nothing else,
 * so that every node drops the same duplicates.
 *
 * <p>A record is a duplicate if the same user used the same key in the same room at most {@code
 * windowMs} before it, by the records' own timestamps, and fewer than {@code keysMax} other keys
 * were used since. Each use renews the key. Both rules look back no further than the window, so a
 * node that starts reading one window early agrees with those that read all.
 *
 * <p>For one thread.
 */
public final class DedupeWindow {
  private record Key(RoomName room, UserId user, MessageKey key) {}

  private record Dropped(RoomName room, long position) {}

  private record Use(long firstPosition, long lastAtMs) {}

  private final long windowMs;
  private final int keysMax;
  private final LinkedHashMap<Key, Use> uses = new LinkedHashMap<>();
  private final LinkedHashSet<Dropped> dropped = new LinkedHashSet<>();
  private long latestMs = Long.MIN_VALUE;

  /**
   * Makes an empty window.
   *
   * @param windowMs how long a key is remembered after its last use, inclusive
   * @param keysMax most keys remembered
   */
  public DedupeWindow(long windowMs, int keysMax) {
    this.windowMs = windowMs;
    this.keysMax = keysMax;
  }

  /** Takes the next record of the partition. Returns whether it is a duplicate, to be dropped. */
  public boolean isDuplicate(LogRecord record) {
    if (record.key() == null) {
      return false;
    }
    latestMs = Math.max(latestMs, record.atMs());
    forgetOld();
    Key key = new Key(record.room(), record.from(), record.key());
    Use earlier = uses.remove(key);
    boolean duplicate = earlier != null && earlier.firstPosition < record.position();
    long first = earlier == null ? record.position() : earlier.firstPosition;
    uses.put(key, new Use(first, latestMs));
    if (uses.size() > keysMax) {
      removeEldest(uses.entrySet().iterator());
    }
    if (duplicate) {
      dropped.add(new Dropped(record.room(), record.position()));
      if (dropped.size() > keysMax) {
        removeEldest(dropped.iterator());
      }
    }
    return duplicate;
  }

  /** Returns the position where the key was first used within the window; -1 if it was not. */
  public long firstPosition(RoomName room, UserId user, MessageKey key) {
    Use use = uses.get(new Key(room, user, key));
    return use == null ? -1 : use.firstPosition;
  }

  /** Returns whether the record at this position was dropped as a duplicate, as far as known. */
  public boolean wasDropped(RoomName room, long position) {
    return dropped.contains(new Dropped(room, position));
  }

  private void forgetOld() {
    Iterator<Map.Entry<Key, Use>> eldest = uses.entrySet().iterator();
    while (eldest.hasNext() && latestMs - eldest.next().getValue().lastAtMs > windowMs) {
      eldest.remove();
    }
  }

  private static void removeEldest(Iterator<?> iterator) {
    iterator.next();
    iterator.remove();
  }
}
