package heliograph.domain.room;

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
 * windowMs} before it, by the two records' own timestamps, and fewer than {@code keysMax} other
 * keys were used since. Each use renews the key. Both rules look back no further than the window,
 * so a node that starts reading one window early agrees with those that read all.
 *
 * <p>A key that is remembered takes about 100 bytes, a duplicate about 60, of which there are at
 * most {@code keysMax}, too.
 *
 * <p>For one thread.
 */
public final class DedupeWindow {
  private record Use(long firstPosition, long lastPosition, long lastAtMs) {}

  private final long windowMs;
  private final int keysMax;
  private final LinkedHashMap<KeyPrint, Use> uses = new LinkedHashMap<>();

  /** Positions of duplicates. */
  private final LinkedHashSet<Long> dropped = new LinkedHashSet<>();

  /** The time of the first record; {@link Long#MIN_VALUE} before it. */
  private long beganMs = Long.MIN_VALUE;

  /** Verdicts up to here were reached with less than a window to look back on, or forgotten. */
  private long unsureUpTo = -1;

  private long lastPosition = -1;

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

  /**
   * Takes the next record of the partition; one that was taken before changes nothing. Returns
   * whether it is a duplicate, to be dropped.
   */
  public boolean isDuplicate(LogRecord record) {
    if (record.key() == null) {
      return false;
    }
    KeyPrint key = KeyPrint.of(record.room(), record.from(), record.key());
    Use earlier = uses.get(key);
    if (earlier != null && record.position() <= earlier.lastPosition) {
      return wasDropped(record.position());
    }
    noteTime(record);
    forgetOld(record.atMs());
    boolean duplicate = uses.remove(key) != null && record.atMs() - earlier.lastAtMs <= windowMs;
    long first = duplicate ? earlier.firstPosition : record.position();
    uses.put(key, new Use(first, record.position(), record.atMs()));
    if (uses.size() > keysMax) {
      uses.pollFirstEntry();
    }
    if (duplicate) {
      dropped.add(record.position());
      if (dropped.size() > keysMax) {
        unsureUpTo = Math.max(unsureUpTo, dropped.removeFirst());
      }
    }
    return duplicate;
  }

  private void noteTime(LogRecord record) {
    if (beganMs == Long.MIN_VALUE) {
      beganMs = record.atMs();
    }
    lastPosition = Math.max(lastPosition, record.position());
    if (record.atMs() - beganMs <= windowMs) {
      unsureUpTo = lastPosition;
    }
  }

  /** Returns the position where the key was first used within the window; -1 if it was not. */
  public long firstPosition(KeyPrint key) {
    Use use = uses.get(key);
    return use == null ? -1 : use.firstPosition;
  }

  /** Returns whether all records up to this position that the partition has brought were taken. */
  public boolean hasTaken(long position) {
    return position <= lastPosition;
  }

  /** Returns whether the record at this position was dropped as a duplicate, as far as known. */
  public boolean wasDropped(long position) {
    return dropped.contains(position);
  }

  /** Returns whether what {@link #wasDropped} says of this position is what every node says. */
  public boolean isSureOf(long position) {
    return position > unsureUpTo && position <= lastPosition;
  }

  private void forgetOld(long nowMs) {
    Iterator<Map.Entry<KeyPrint, Use>> eldest = uses.entrySet().iterator();
    while (eldest.hasNext() && nowMs - eldest.next().getValue().lastAtMs > windowMs) {
      eldest.remove();
    }
  }
}
