package heliograph.domain.session;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.util.List;
import java.util.Objects;

/**
 * A session as the store keeps it: all that another node needs to go on with it.
 *
 * @param secretHash SHA-256 of the resume secret, in hexadecimal
 * @param formerSecretHash of the secret before it, honoured until the client has proved that it got
 *     the newer one; null otherwise
 * @param rooms where it stands in each room, its inbox among them
 * @param owner the node that holds or last held the connection
 * @param version rises by one with each save; whoever saves must name the one it read
 * @param expiresAtMs epoch milliseconds after which it is not resumed; judged by the domain, never
 *     by the store, whose own expiry only collects garbage
 */
public record SessionRecord(
    SessionId id,
    UserId user,
    String secretHash,
    String formerSecretHash,
    List<RoomCursor> rooms,
    NodeId owner,
    long version,
    long expiresAtMs) {
  public SessionRecord {
    Objects.requireNonNull(id);
    Objects.requireNonNull(user);
    Objects.requireNonNull(secretHash);
    Objects.requireNonNull(owner);
    rooms = List.copyOf(rooms);
  }

  /**
   * Where a session stands in a room.
   *
   * @param position the last one that is done, as far as the client knows: acked, or written to the
   *     socket; -1 for nothing
   * @param quietTo nothing that is still to be delivered lies between the position and this; at
   *     least the position
   * @param sent the highest position ever sent; what lies between is sent again as redelivered
   * @param ack whether delivery is acknowledged
   */
  public record RoomCursor(
      RoomName room, Epoch epoch, long position, long quietTo, long sent, boolean ack) {
    public RoomCursor {
      quietTo = Math.max(position, quietTo);
    }

    /** Returns where a subscription stands that begins at a position. */
    public static RoomCursor at(RoomName room, Epoch epoch, long position, boolean ack) {
      return new RoomCursor(room, epoch, position, position, position, ack);
    }
  }
}
