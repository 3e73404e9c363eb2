package heliograph.testkit.simulation;

/** What must hold in every run, whatever fails. */
public enum Invariant {
  /** All members of a room get its messages in the order and with the content of the log. */
  ONE_ORDER,
  /** A member that stayed, or came back in time, misses nothing. */
  NO_GAP,
  /** Nothing is sent twice but what is marked as sent again, or was asked for again. */
  NO_DUPLICATE,
  /** What the node said is in the log, is; what it said is not, is not. */
  ANSWERS_ARE_TRUE,
  /**
   * A publish with a key is one message, however often it was repeated; any other is at most one.
   */
  ONCE_PER_PUBLISH,
  /** A message names the room's message before it, or none. */
  TRUE_PREV,
  /** What is done stays done: saved cursors of a membership never move back. */
  CURSORS_NEVER_MOVE_BACK,
  /** A node whose session went on elsewhere does not save it any more. */
  FENCED,
  /** A connection whose session went on with another one is closed. */
  FORMER_CONNECTION_CLOSED,
  /** At most the configured number of messages is outstanding in an acknowledged room. */
  ACK_WINDOW,
  /** What is not acked in time is sent again. */
  REDELIVERY,
  /** Every request gets exactly one reply while its connection lives. */
  ANSWERED_ONCE,
  /** A session that comes back in time is resumed, with all its rooms and nothing lost. */
  RESUMED_IN_TIME,
  /** After healing, those present are those connected. */
  PRESENCE_CONVERGES,
  /** After healing, every client is connected, level with the log, and has all its answers. */
  CONVERGES,
  /** Bounds hold: writes under way, frames in a write, memory of recent messages. */
  BOUNDS,
  /** No input, in whatever order, makes a hub throw. */
  NOTHING_THROWS,
  /** After all have left, the hub holds nothing. */
  NOTHING_LEFT,
  /** Nobody gets an error or a close that was not earned. */
  NO_UNDUE_ERROR
}
