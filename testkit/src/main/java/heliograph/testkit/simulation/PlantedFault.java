package heliograph.testkit.simulation;

/** A fault put into a run on purpose, to see that the invariant it breaks is reported. */
public enum PlantedFault {
  NONE(null),
  /** The log loses a record on its way to a node. */
  RECORD_LOST(Invariant.NO_GAP),
  /** The log hands on what is no record. */
  RECORD_MISSING(Invariant.NOTHING_THROWS),
  /** Two messages change places on their way to a client. */
  MESSAGES_SWAPPED(Invariant.ONE_ORDER),
  /** A message arrives at a client twice. */
  MESSAGE_DOUBLED(Invariant.NO_DUPLICATE),
  /** The log says that it has a draft which it dropped. */
  APPEND_LOST(Invariant.ANSWERS_ARE_TRUE),
  /** The log takes a draft without a key twice. */
  APPEND_DOUBLED(Invariant.ONCE_PER_PUBLISH),
  /** Keys get lost on their way to the log, so that repetitions are messages of their own. */
  KEY_LOST(Invariant.ONCE_PER_PUBLISH),
  /** A message names a wrong predecessor. */
  WRONG_PREV(Invariant.TRUE_PREV),
  /** The store gives back an older state of a session. */
  CURSOR_FORGOTTEN(Invariant.CURSORS_NEVER_MOVE_BACK),
  /** The store takes a save by a node that has lost the session. */
  SAVE_UNFENCED(Invariant.FENCED),
  /** A connection stays open though the node closed it, as its session went on elsewhere. */
  TAKE_OVER_IGNORED(Invariant.FORMER_CONNECTION_CLOSED),
  /** The node takes what was sent for acked. */
  ACK_INFLATED(Invariant.ACK_WINDOW),
  /** What is sent again gets lost. */
  REDELIVERY_LOST(Invariant.REDELIVERY),
  /** A reply gets lost on a living connection. */
  REPLY_LOST(Invariant.CONVERGES),
  /** A reply arrives twice. */
  REPLY_DOUBLED(Invariant.ANSWERED_ONCE),
  /** The store forgets a session. */
  SESSION_FORGOTTEN(Invariant.RESUMED_IN_TIME),
  /** The presence store does not take note of somebody who leaves. */
  LEAVE_LOST(Invariant.PRESENCE_CONVERGES),
  /** A node writes while a write is under way. */
  WRITTEN_TWICE(Invariant.BOUNDS),
  /** A node is never told that a connection is gone. */
  CLOSE_LOST(Invariant.NOTHING_LEFT),
  /** A request of a client is garbled on its way. */
  ACK_GARBLED(Invariant.NO_UNDUE_ERROR);

  private final Invariant breaks;

  PlantedFault(Invariant breaks) {
    this.breaks = breaks;
  }

  /** Returns what it breaks; null for {@link #NONE}. */
  public Invariant breaks() {
    return breaks;
  }
}
