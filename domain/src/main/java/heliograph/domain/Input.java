package heliograph.domain;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.Stretch;
import heliograph.domain.session.Principal;
import heliograph.domain.session.SessionRecord;
import java.util.List;

/** Everything that can happen to a node. Immutable values; failure is an input like any other. */
public sealed interface Input {

  /** What clients cause; may be made to wait when the node is busy. */
  sealed interface FromClient extends Input {}

  /** What came of an effect, or of time; never dropped and never made to wait. */
  sealed interface Outcome extends Input {}

  /**
   * A verified client has connected.
   *
   * @param resume the resume secret it brought, unchecked, or null
   * @param freshSession id for a new session, unique
   * @param freshSecret the next resume secret, unguessable
   */
  record Opened(
      Peer peer, Principal principal, String resume, SessionId freshSession, String freshSecret)
      implements FromClient {}

  /**
   * A well-formed request. {@link Request.Refresh} comes as {@link Refreshed} or {@link Faulty}.
   */
  record Asked(Peer peer, Request request) implements FromClient {}

  /** A refresh whose token was verified. */
  record Refreshed(Peer peer, RequestId id, Principal principal) implements FromClient {}

  /**
   * A frame that is no request: malformed, too fast, or with a token that does not hold.
   *
   * @param id the id it carried, or null
   * @param retryAfterMs when to try again, or -1
   */
  record Faulty(Peer peer, RequestId id, ErrorCode code, String message, long retryAfterMs)
      implements FromClient {}

  /** The first frame of any kind came from a client: it has got its welcome. */
  record Heard(Peer peer) implements FromClient {}

  /** A connection is gone, for whatever reason. The last input of its peer but {@link Written}. */
  record Closed(Peer peer) implements Outcome {}

  /** The frames of the last {@link Effect.Write} to this peer are in its socket. */
  record Written(Peer peer) implements Outcome {}

  /** Records of the log, in the order of their partition; of followed rooms, and all with a key. */
  record Records(List<LogRecord> records) implements Outcome {}

  /**
   * A room is followed: the log's later records of it come as {@link Records}.
   *
   * @param partition the part of the log that orders it
   * @param head the last position of the room's partition that was read; -1 for none
   * @param floor no record of the room lies between this and the head; at most the head
   * @param last the position of the room's last record, kept or not; -1 if it never had one in this
   *     epoch; {@link heliograph.domain.message.Message#UNKNOWN}
   */
  record Followed(RoomName room, Epoch epoch, int partition, long head, long floor, long last)
      implements Outcome {}

  /**
   * All that is to be delivered up to these positions has been, whatever rooms it was of.
   *
   * @param positions by partition; -1 where nothing was read
   */
  record Passed(List<Long> positions) implements Outcome {
    public Passed {
      positions = List.copyOf(positions);
    }
  }

  /** A draft is in the log, and this node has read it back: its record came before this. */
  record Appended(long ticket, long position) implements Outcome {}

  /** A draft was not, or perhaps not, taken by the log. */
  record AppendFailed(long ticket, LogFailure failure) implements Outcome {}

  /** An ephemeral message, from whatever node. */
  record EphemeralReceived(Ephemeral message) implements Outcome {}

  /** A read is done. */
  record StretchRead(long ticket, Stretch stretch) implements Outcome {}

  /** A read failed. */
  record ReadFailed(long ticket, LogFailure failure) implements Outcome {}

  /** The log began a new life: all positions known so far mean nothing. */
  record EpochChanged(Epoch epoch) implements Outcome {}

  /** A session was looked up; {@code session} is null if the store has none of that id. */
  record SessionLoaded(long ticket, SessionRecord session) implements Outcome {}

  /** A session was saved. */
  record SessionSaved(long ticket) implements Outcome {}

  /** A session was not saved: somebody else's newer version is there. */
  record SessionStale(long ticket) implements Outcome {}

  /** The session store is out of reach: a load or save came to nothing, as far as is known. */
  record StoreFailed(long ticket) implements Outcome {}

  /** Who is in a room. */
  record PresenceListed(long ticket, int count, List<ServerFrame.Present> members)
      implements Outcome {}

  /** Presence is out of reach. */
  record PresenceFailed(long ticket) implements Outcome {}

  /** Somebody came to or left a room, at whatever node. */
  record PresenceChanged(RoomName room, UserId user, SessionId session, long atMs, boolean joined)
      implements Outcome {}

  /** What another node, or this one, told all. */
  record Controlled(Control control) implements Outcome {}

  /** The node is to send its clients away, spread over {@code windowMs}. */
  record DrainStarted(long windowMs) implements Outcome {}

  /** Time has passed. */
  record Tick() implements Outcome {}

  /**
   * All inputs that came together were taken: what they led to is written now. Whoever turns the
   * hub says so before it waits for more.
   */
  record TurnEnded() implements Outcome {}

  /**
   * The same, with most of it put off: for who writes itself, and looks for inputs in between. At
   * most {@code writesMax} clients are written to, 1 or more. The others' writes are put together
   * in the turns to come, with what has come for them by then. Nobody is written to again before
   * all others were, and before a turn in which a new round may begin.
   */
  record TurnYielded(int writesMax, boolean mayBegin) implements Outcome {}

  /** Why the log did not do as asked. */
  enum LogFailure {
    /** Out of reach; nothing was accepted. */
    UNAVAILABLE,
    /** As much waits for the log as may; nothing was accepted. */
    BUSY,
    /** No answer in time; it may have been accepted. */
    TIMEOUT,
    /** The record is larger than the log takes. */
    TOO_LARGE,
    /** The node has no right to do this, or the topic is gone; nothing was accepted. */
    REFUSED
  }
}
