package heliograph.ports;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame;

/**
 * Who is in which room, over all nodes, each node's entries under a lease of its own.
 *
 * <p>No method blocks on I/O. Changes, this node's own among them, arrive at the inbox as {@code
 * PresenceChanged}: at most once for each coming and going. When a node's lease is gone its members
 * leave, once. Safe for use by any thread; calls of one thread take effect in their order.
 *
 * <p>Not promised: that changes arrive while the store is out of reach; that all nodes see the
 * changes of different rooms in the same order.
 */
public interface PresenceStore extends AutoCloseable {

  /** Starts the store; to be called once, before anything else. */
  void start(Inbox inbox);

  /** Notes that a session is in a room; one that is there already stays as it is. */
  void enter(RoomName room, ServerFrame.Present member);

  /** Notes that a session left a room; one that is not there is no error. */
  void leave(RoomName room, SessionId session);

  /**
   * Lists a room: {@code PresenceListed} or {@code PresenceFailed} with the ticket.
   *
   * @param max most members to list, those longest there first; the count is of all
   */
  void list(long ticket, RoomName room, int max);

  /** Returns why presence is out of reach, in words; null if it is not. */
  String trouble();

  /** Takes this node's members out, and ends. */
  @Override
  void close();
}
