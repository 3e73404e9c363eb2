package heliograph.domain.hub;

import heliograph.domain.room.AckWindow;
import heliograph.domain.session.SessionRecord.RoomCursor;

/**
 * A subscription: one client's cursor over one room's log. For the hub's thread.
 *
 * <p>Invariant: everything of the room up to {@code cursor} was handed to the client's writer, or
 * is not for it; nothing after it was, but for what an acknowledged room sends again.
 */
final class Member {
  final Client client;
  final Room room;

  /** What is outstanding; null where delivery is not acknowledged. */
  final AckWindow window;

  /** All up to here was handed to the writer. */
  long cursor;

  /** The last position the client was given: of a message, or that at which it came. */
  private long given;

  /** Where the cursor and what was given stood before the batch {@code inBatch}. */
  private long cursorBefore;

  private long givenBefore;

  /** Number of the last batch that holds something of this room. */
  long inBatch;

  /** Whether it stands in the client's queue of rooms that have something to send. */
  boolean queued;

  /** The one behind it there; null for none. */
  Member nextReady;

  /** Whether it waits for a part of the log to be read. */
  boolean reading;

  /** Whether it has once been level with the head since it joined or resumed. */
  boolean wasLevel;

  /** Whether a timer for its oldest outstanding message is set. */
  boolean ackTimerSet;

  /**
   * Where it stood before a resume that could not recover it; null if it was recovered, or once the
   * client is known to have been told so. Saved instead of where it stands, as the welcome that
   * says so may be lost.
   */
  RoomCursor unrecovered;

  /**
   * Whether it goes on with a resumed session: the client may have got more than this node has read
   * of the log, or the store knows of.
   */
  boolean resumed;

  /** Its place in the room's list of members. */
  int index;

  /**
   * Makes a subscription.
   *
   * @param given the position the client knows; what lies between it and the cursor is not for it
   */
  Member(Client client, Room room, long given, long cursor, AckWindow window) {
    this.client = client;
    this.room = room;
    this.given = given;
    this.cursor = cursor;
    this.window = window;
  }

  /** Moves the cursor on over what is not for the client, in the batch being put together. */
  void pass(long position) {
    if (inBatch != client.batch) {
      inBatch = client.batch;
      cursorBefore = cursor;
      givenBefore = given;
    }
    cursor = position;
  }

  /** Moves the cursor on over a message that is part of the batch being put together. */
  void give(long position) {
    pass(position);
    given = position;
  }

  /** Has all that is not acked sent again. */
  void rewind() {
    cursor = quietTo();
    window.rewind();
  }

  boolean isBeingWritten() {
    return client.writing && inBatch == client.batch;
  }

  /** Returns where the session stands here, as it is to be saved. */
  RoomCursor saved() {
    if (unrecovered != null) {
      return unrecovered;
    }
    goOnWhereQuiet();
    return new RoomCursor(room.name, room.epoch, done(), quietTo(), sent(), window != null);
  }

  /**
   * Where nothing is left to send, the cursor goes on with the log: so the node that takes over
   * need not look at what was long ago, and retention does not overtake a room that is quiet.
   */
  private void goOnWhereQuiet() {
    if (cursor >= room.head && (window == null || window.isEmpty())) {
      cursor = Math.max(cursor, room.quietTo());
    }
  }

  /** Returns the last position that is done: acked, or written to the socket. */
  private long done() {
    if (window != null) {
      return window.acked();
    }
    return isBeingWritten() ? givenBefore : given;
  }

  /** Returns the position up to which nothing is left to be done. */
  private long quietTo() {
    if (window != null) {
      return window.isEmpty() ? cursor : window.oldest() - 1;
    }
    return isBeingWritten() ? cursorBefore : cursor;
  }

  /** Returns the highest position that was ever sent. */
  private long sent() {
    return window != null ? window.highest() : given;
  }
}
