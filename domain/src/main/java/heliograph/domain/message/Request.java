package heliograph.domain.message;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import java.util.List;

/** What a client asks, decoded and well-formed; whether it may is still to be judged. */
public sealed interface Request {

  /** Returns the client's id of the request; null for acks, and for pings that have none. */
  RequestId id();

  /**
   * Join a room.
   *
   * @param from replay what came after it; null to start at the head (or at {@code history})
   * @param ack whether delivery is to be acknowledged
   * @param history how many of the last messages to replay; 0 for none
   */
  record Join(RequestId id, RoomName room, From from, boolean ack, int history)
      implements Request {}

  /** A place in a room's log as a client remembers it; {@code position} is -1 or more. */
  record From(Epoch epoch, long position) {}

  record Leave(RequestId id, RoomName room) implements Request {}

  /**
   * Publish to a room.
   *
   * @param key idempotency key, or null
   * @param echo whether the publishing session gets it back too
   * @param traceparent W3C trace context, or null
   */
  record Publish(
      RequestId id,
      RoomName room,
      Payload data,
      MessageKey key,
      boolean ephemeral,
      boolean echo,
      String traceparent)
      implements Request {}

  /** Send to a user's inbox; {@code key} and {@code traceparent} may be null. */
  record Send(RequestId id, UserId user, Payload data, MessageKey key, String traceparent)
      implements Request {}

  record Presence(RequestId id, RoomName room) implements Request {}

  /**
   * Read a page of a room's log without joining.
   *
   * @param before exclusive upper bound, or {@link #OPEN}
   * @param after exclusive lower bound, or {@link #OPEN}; at most one of both is given
   * @param limit 1 or more; the node cuts it at its own bound
   */
  record History(RequestId id, RoomName room, long before, long after, int limit)
      implements Request {
    /** No bound on this side. */
    public static final long OPEN = Long.MIN_VALUE;
  }

  /** Ask to go on with a newer token; the transport has it verified before the hub sees it. */
  record Refresh(RequestId id, String token) implements Request {}

  record Ping(RequestId id) implements Request {}

  /** Cumulative acknowledgements; has no id and no reply. */
  record Ack(List<Acked> acks) implements Request {
    @Override
    public RequestId id() {
      return null;
    }
  }

  /** All of {@code room} up to {@code position} is done. */
  record Acked(RoomName room, long position) {}
}
