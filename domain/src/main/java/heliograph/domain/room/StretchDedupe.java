package heliograph.domain.room;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds duplicates in a stretch of one room's log by itself, as far as {@link DedupeWindow} has
 * forgotten it or never saw it.
 *
 * <p>The stretch does not show how many keys other rooms used in between, so a record counts as a
 * duplicate only where that cannot matter: fewer positions lie between than keys are remembered.
 * What is dropped here was dropped by every node; a duplicate of something further back stays.
 *
 * <p>For one thread.
 */
public final class StretchDedupe {
  private record Key(RoomName room, UserId user, MessageKey key) {}

  private final long windowMs;
  private final int keysMax;
  private final Map<Key, LogRecord> uses = new HashMap<>();

  /** Makes one that has seen nothing; the bounds are those of the {@link DedupeWindow}. */
  public StretchDedupe(long windowMs, int keysMax) {
    this.windowMs = windowMs;
    this.keysMax = keysMax;
  }

  /** Takes the next record of the stretch. Returns whether it is a duplicate, for sure. */
  public boolean isDuplicate(LogRecord record) {
    if (record.key() == null) {
      return false;
    }
    LogRecord earlier = uses.put(new Key(record.room(), record.from(), record.key()), record);
    return earlier != null
        && record.atMs() - earlier.atMs() <= windowMs
        && record.position() - earlier.position() <= keysMax;
  }
}
