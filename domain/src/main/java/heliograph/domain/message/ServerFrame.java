package heliograph.domain.message;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.util.List;

/**
 * What a node says to one client, before it is encoded: the client protocol's frames, one type
 * each. Field names are those of the protocol.
 */
public sealed interface ServerFrame
    permits Message,
        Ephemeral,
        ServerFrame.Redelivery,
        ServerFrame.Welcome,
        ServerFrame.Joined,
        ServerFrame.Left,
        ServerFrame.Published,
        ServerFrame.PresenceList,
        ServerFrame.HistoryPage,
        ServerFrame.Refreshed,
        ServerFrame.Pong,
        ServerFrame.MemberChange,
        ServerFrame.TokenExpiring,
        ServerFrame.ServerShutdown,
        ServerFrame.Reconnect,
        ServerFrame.Failure {

  /** {@code position} where there is none. */
  long NONE = -1;

  /** A message sent again, marked {@code "redelivered":true}. */
  record Redelivery(Message message) implements ServerFrame {}

  /**
   * The first frame of every connection.
   *
   * @param resume the secret that brings this session back; replaced at each welcome
   * @param inbox where the user's inbox stands; null for a session that was not resumed
   */
  record Welcome(
      SessionId session,
      String resume,
      boolean resumed,
      UserId user,
      NodeId node,
      long heartbeatMs,
      int maxFrameBytes,
      int maxRooms,
      List<RoomState> rooms,
      RoomState inbox)
      implements ServerFrame {}

  /**
   * Where a resumed session stands in one room.
   *
   * @param position the position after which delivery goes on
   * @param recovered false if what it missed is no longer kept
   */
  record RoomState(RoomName room, Epoch epoch, long position, boolean recovered) {}

  record Joined(RequestId id, RoomName room, Epoch epoch, long position, boolean recovered)
      implements ServerFrame {}

  record Left(RequestId id, RoomName room) implements ServerFrame {}

  /**
   * The answer to a publish or a send.
   *
   * @param epoch null for an ephemeral one, which has no position either
   */
  record Published(RequestId id, RoomName room, Epoch epoch, long position, boolean duplicate)
      implements ServerFrame {}

  /**
   * Who is in a room, over all nodes.
   *
   * @param count all members, also those that {@code members} leaves out
   */
  record PresenceList(RequestId id, RoomName room, int count, List<Present> members)
      implements ServerFrame {}

  /** One present session; {@code sinceMs} is in epoch milliseconds. */
  record Present(UserId user, SessionId session, long sinceMs) {}

  record HistoryPage(RequestId id, RoomName room, Epoch epoch, List<Message> messages, boolean more)
      implements ServerFrame {}

  record Refreshed(RequestId id, long expiresAtMs) implements ServerFrame {}

  /** {@code id} may be null. */
  record Pong(RequestId id) implements ServerFrame {}

  /** {@code member_joined} or {@code member_left}. Shared by all members: encoded once each. */
  record MemberChange(RoomName room, UserId user, SessionId session, long atMs, boolean joined)
      implements ServerFrame {}

  record TokenExpiring(long expiresAtMs) implements ServerFrame {}

  record ServerShutdown(long retryAfterMs) implements ServerFrame {}

  record Reconnect(long retryAfterMs) implements ServerFrame {}

  /**
   * An {@code error} frame.
   *
   * @param id the request it answers, or null
   * @param retryAfterMs when to try again, or -1
   */
  record Failure(RequestId id, ErrorCode code, String message, long retryAfterMs)
      implements ServerFrame {
    /** Makes an error without advice on when to try again. */
    public Failure(RequestId id, ErrorCode code, String message) {
      this(id, code, message, -1);
    }
  }
}
