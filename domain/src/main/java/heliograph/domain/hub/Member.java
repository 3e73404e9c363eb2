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

  /** Where the cursor stood before the batch {@code inBatch}. */
  long cursorBefore;

  /** Number of the last batch that holds something of this room. */
  long inBatch;

  /** Whether it stands in the client's queue of rooms that have something to send. */
  boolean queued;

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

  Member(Client client, Room room, long cursor, AckWindow window) {
    this.client = client;
    this.room = room;
    this.cursor = cursor;
    this.window = window;
  }

  /** Moves the cursor on as part of the batch that is being put together. */
  void advance(long position) {
    if (inBatch != client.batch) {
      inBatch = client.batch;
      cursorBefore = cursor;
    }
    cursor = position;
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
    return new RoomCursor(room.name, room.epoch, done(), sent(), window != null);
  }

  /**
   * Where nothing is left to send, the cursor goes on with the log: so the node that takes over need not look
   * at what was long ago, and retention does not overtake a room that is quiet.
   */
  private void goOnWhereQuiet() {
    if (cursor >= room.head && (window == null || window.isEmpty())) {
      cursor = Math.max(cursor, room.quietTo());
      if (window != null) {
        window.ack(cursor);
      }
    }
  }

  /** Returns the position up to which all is done: acked, or written to the socket. */
  private long done() {
    if (window != null) {
      return window.acked();
    }
    return isBeingWritten() ? cursorBefore : cursor;
  }

  /** Returns the highest position that was ever sent. */
  private long sent() {
    return window != null ? Math.max(window.acked(), window.highest()) : cursor;
  }
}
