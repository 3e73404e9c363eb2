package heliograph.domain;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.Span;
import heliograph.domain.session.SessionRecord;
import java.util.List;

/**
 * What is to be done outside, decided by the hub. Immutable values. Effects are carried out in
 * their order; what comes of one that has a ticket returns as an input with that ticket.
 */
public sealed interface Effect {

  /**
   * Write these frames to the peer, in order. At most one is under way for each peer: the next
   * comes only after its {@link Input.Written}.
   */
  record Write(Peer peer, List<ServerFrame> frames) implements Effect {}

  /** Close the connection, after what is being written to it. */
  record Close(Peer peer, CloseReason reason) implements Effect {}

  /** Stop reading from the peer: it has as much under way as it may. */
  record Pause(Peer peer) implements Effect {}

  /** Read from the peer again. */
  record Resume(Peer peer) implements Effect {}

  record Append(long ticket, Draft draft) implements Effect {}

  record Broadcast(Ephemeral message) implements Effect {}

  record Follow(RoomName room) implements Effect {}

  record Unfollow(RoomName room) implements Effect {}

  record Read(long ticket, Span span) implements Effect {}

  record LoadSession(long ticket, SessionId session) implements Effect {}

  /**
   * Save a session by compare-and-set.
   *
   * @param expectedVersion the version that must be there; 0 for none
   * @param claim whether it takes the session over, for a client that waits
   */
  record SaveSession(long ticket, SessionRecord session, long expectedVersion, boolean claim)
      implements Effect {}

  record EnterPresence(RoomName room, ServerFrame.Present member) implements Effect {}

  record LeavePresence(RoomName room, SessionId session) implements Effect {}

  record ListPresence(long ticket, RoomName room, int max) implements Effect {}

  record Announce(Control control) implements Effect {}
}
