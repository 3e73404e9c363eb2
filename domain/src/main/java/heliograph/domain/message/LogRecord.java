package heliograph.domain.message;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.util.Objects;

/**
 * A record as read from the room log.
 *
 * @param room its room
 * @param partition the part of the log that orders it; order between partitions means nothing
 * @param position rises strictly within the partition, not densely; from 0
 * @param atMs when the log took it, epoch milliseconds by the log's clock
 * @param from the publishing user; null where a foreign producer did not say
 * @param key idempotency key, or null
 * @param payload the data
 * @param skip the session that must not get it back, or null
 * @param traceparent W3C trace context of the publish, or null
 */
public record LogRecord(
    RoomName room,
    int partition,
    long position,
    long atMs,
    UserId from,
    MessageKey key,
    Payload payload,
    SessionId skip,
    String traceparent) {
  public LogRecord {
    Objects.requireNonNull(room);
    Objects.requireNonNull(payload);
    if (position < 0) {
      throw new IllegalArgumentException("position must not be negative: " + position);
    }
  }

  /** Returns roughly what it holds in memory, in bytes. */
  public int sizeBytes() {
    return payload.size() + 200;
  }

  /** Returns the record that {@code draft} became. */
  public static LogRecord of(Draft draft, int partition, long position, long atMs) {
    return of(draft, draft.room(), partition, position, atMs);
  }

  /**
   * Returns the record that {@code draft} became.
   *
   * @param room equal to the draft's; for who keeps many records, one object for all of a room
   */
  public static LogRecord of(Draft draft, RoomName room, int partition, long position, long atMs) {
    return new LogRecord(
        room,
        partition,
        position,
        atMs,
        draft.from(),
        draft.key(),
        draft.payload(),
        draft.skip(),
        draft.traceparent());
  }
}
