package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A client's place in a room, as the client understands it. */
final class Membership {
  enum Status {
    /** Asked for, not answered. */
    JOINING,
    IN,
    /** Asked to leave, not answered; perhaps to join anew. */
    LEAVING,
    /** The inbox, while what was missed is fetched from its history. */
    FILLING
  }

  final RoomName room;
  final boolean ack;
  Status status = Status.JOINING;

  /** Null before the first {@code joined}. */
  Stay stay;

  /** When it was last joined, by the answer. */
  long joinedAtMs;

  /** All up to here was acked, by what the client sent. */
  long acked;

  /** What came and was not acked, and when it came last. */
  final NavigableMap<Long, Long> unacked = new TreeMap<>();

  /**
   * Whether the node may have gone back to an earlier state of the session, in which the room was
   * joined in another way.
   */
  boolean uncertain;

  /** Whether something came since the last ack. */
  boolean ackDue;

  /** The highest that came on this connection; -1 for none. */
  long highestHere = -1;

  /** Whether it began on this connection. */
  boolean bornHere;

  /** Where to go on once it has been left; null to stay out. */
  Long rejoinFrom;

  /** What came while filling. */
  final List<Message> live = new ArrayList<>();

  Membership(RoomName room, boolean ack) {
    this.room = room;
    this.ack = ack;
  }

  boolean isIn() {
    return status == Status.IN;
  }

  /** Begins, or begins anew after a break the client was told of. */
  void begin(Stay fresh) {
    stay = fresh;
    acked = fresh.cursor();
    unacked.clear();
    ackDue = false;
  }

  /** Goes on with what it had, from its cursor. */
  void goOn() {
    status = Status.IN;
    stay.goOn();
    acked = stay.cursor();
    unacked.clear();
  }

  void newConnection() {
    highestHere = -1;
    bornHere = false;
    live.clear();
    if (stay != null) {
      stay.connectionLost();
    }
  }
}
