package heliograph.domain.message;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.util.Objects;

/**
 * A message on its way to the log: it has no position yet, and nobody has seen it.
 *
 * @param room where it goes
 * @param from the publishing user
 * @param key idempotency key, or null
 * @param payload the data
 * @param skip the session that must not get it back, or null
 * @param traceparent W3C trace context of the publish, or null
 */
public record Draft(
    RoomName room,
    UserId from,
    MessageKey key,
    Payload payload,
    SessionId skip,
    String traceparent) {
  public Draft {
    Objects.requireNonNull(room);
    Objects.requireNonNull(from);
    Objects.requireNonNull(payload);
  }
}
