package heliograph.domain.message;

import heliograph.domain.id.RoomName;

/**
 * Which part of a room's log to read.
 *
 * @param room the room
 * @param direction where from
 * @param limit most records to return, 1 or more
 * @param bytesMax stop after the record with which the data reaches this many bytes, so at least
 *     one record comes back where there is one
 */
public record Span(RoomName room, Direction direction, int limit, int bytesMax) {
  /** Where a read starts, and which way it goes. Records always come back oldest first. */
  public sealed interface Direction {}

  /** The first records after a position; -1 is before all. */
  public record After(long position) implements Direction {}

  /** The last records before a position; {@link Long#MAX_VALUE} is after all. */
  public record Before(long position) implements Direction {}
}
