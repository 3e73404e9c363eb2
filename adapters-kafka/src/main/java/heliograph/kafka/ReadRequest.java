package heliograph.kafka;

import heliograph.domain.message.Span;

/**
 * A read that waits for a consumer.
 *
 * @param key the room's name as records have it
 * @param sinceNanos when it was asked for, by {@link System#nanoTime}
 */
record ReadRequest(long ticket, Span span, int partition, RoomKey key, long sinceNanos) {

  /** Returns where in the partition it starts, in the direction of the read. */
  long start() {
    return switch (span.direction()) {
      case Span.After(long position) -> position;
      case Span.Before(long position) -> position;
    };
  }

  boolean isForward() {
    return span.direction() instanceof Span.After;
  }

  /** Returns whether one scan of {@code records} records may serve both. */
  boolean sharesWith(ReadRequest other, int records) {
    return isForward() == other.isForward() && Math.abs(start() - other.start()) <= records / 2;
  }
}
