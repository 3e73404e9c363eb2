package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Principal;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A connection and the session it carries. For the hub's thread.
 *
 * <p>OPENING → LIVE: its rooms are followed and the welcome is written. LIVE → CLOSING: the node
 * closes it. Any → GONE: the connection is gone, or its session was taken over. An idle client
 * holds no array: queues are made when needed and dropped when empty, or lie in what they hold.
 */
final class Client {
  enum Phase {
    OPENING,
    LIVE,
    CLOSING,
    GONE
  }

  /** A join whose room or replay is not there yet. */
  static final class Joining {
    /** Leaves and joins of the same room that came behind it, a leave first. */
    final ArrayDeque<Request> behind = new ArrayDeque<>(0);
  }

  final Peer peer;
  Principal principal;
  Phase phase = Phase.OPENING;

  SessionId session;
  String secretHash;
  String formerSecretHash;

  /** Whether something that is to be saved has changed, and since when. */
  boolean dirty;

  long dirtySinceMs;
  long savedAtMs;

  /** The user's own room; null until opened. Not among {@link #members}. */
  Member inbox;

  /** Rooms it is in. Empty and shared until the first join. */
  Map<RoomName, Member> members = Map.of();

  /** Joins under way. Empty and shared until the first. */
  Map<RoomName, Joining> joining = Map.of();

  /**
   * Rooms it is to be put back into before its welcome, and is present in already. Empty and shared
   * when there are none.
   */
  Set<RoomName> restoring = Set.of();

  /** Whether a write is under way. */
  boolean writing;

  /** Whether it is looked at when the turn ends, as there may be something to write to it. */
  boolean due;

  /** Number of the write under way, or of the last one. */
  long batch;

  /** Replies that wait for the socket; null for none. */
  ArrayDeque<ServerFrame> outbox;

  /** Why it is closed once the write under way is done and the replies are out; null for not. */
  CloseReason closingFor;

  /** How much the replies that wait count, see {@link Delivery#historyWeight}. */
  int outboxWeight;

  /** Ephemeral messages and presence changes that wait for the socket; null for none. */
  ArrayDeque<ServerFrame> ephemerals;

  /** Members with something to send. */
  final ReadyMembers ready = new ReadyMembers();

  /** Requests that wait on the log or a store. */
  int inFlight;

  /** What it asked before its welcome, to be answered behind that; null for nothing. */
  ArrayDeque<Input.FromClient> early;

  boolean paused;

  /** Whether it is given no more messages, as it is about to be sent away. */
  boolean leaving;

  boolean toldExpiring;

  /** When its timer is due; 0 if none is set. */
  long tendAtMs;

  boolean toldReconnect;
  long openedAtMs;
  int badFrames;
  int rateBreaches;

  Client(Peer peer, Principal principal) {
    this.peer = peer;
    this.principal = principal;
  }

  UserId user() {
    return principal.user();
  }

  boolean isLive() {
    return phase == Phase.LIVE;
  }

  /** Returns whether there may be something to write to it. */
  boolean isOwed() {
    return outbox != null || ephemerals != null || closingFor != null || !ready.isEmpty();
  }

  /** The client has got its welcome, and knows what that says. Returns whether that is news. */
  boolean hear() {
    if (formerSecretHash == null) {
      return false;
    }
    formerSecretHash = null;
    inbox.unrecovered = null;
    members.values().forEach(member -> member.unrecovered = null);
    return true;
  }

  /** Returns the member for a room it may name, its inbox among them; null if it is not in it. */
  Member member(RoomName room) {
    Member member = members.get(room);
    if (member == null && inbox != null && inbox.room.name.equals(room)) {
      return inbox;
    }
    return member;
  }

  void addMember(Member member) {
    if (members.isEmpty()) {
      members = new HashMap<>(2);
    }
    members.put(member.room.name, member);
  }

  void removeMember(RoomName room) {
    members.remove(room);
    if (members.isEmpty()) {
      members = Map.of();
    }
  }

  Joining startJoining(RoomName room) {
    if (joining.isEmpty()) {
      joining = new HashMap<>(2);
    }
    Joining join = new Joining();
    joining.put(room, join);
    return join;
  }

  void endRestoring(RoomName room) {
    restoring.remove(room);
    if (restoring.isEmpty()) {
      restoring = Set.of();
    }
  }

  void endJoining(RoomName room) {
    joining.remove(room);
    if (joining.isEmpty()) {
      joining = Map.of();
    }
  }
}
