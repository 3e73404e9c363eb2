package heliograph.websocket.connection;

import heliograph.websocket.frame.ProtocolViolation;
import heliograph.websocket.upgrade.Admitted;

/**
 * What is done with a client's messages: the seam between frames and the protocol above. One object
 * for all connections; the calls for one connection come one after the other, but for {@link
 * #written}. What begins with {@code try} is called by a thread that must not wait; what it leaves
 * is done by its namesake, on a thread of its own.
 */
public interface MessageHandler {
  /** Whether to answer a ping. */
  enum Verdict {
    YES,
    NO,
    LATER
  }

  /** A connection is open. The first call; if it throws, no other comes. */
  void opened(Connection connection, Admitted admitted) throws InterruptedException;

  /** Hears of the client's first frame; false, and nothing done, if it would have to wait. */
  default boolean tryHeard(Connection connection) {
    return false;
  }

  /**
   * Handles a message, as {@link #message} does; false, and nothing done, if it would have to wait.
   */
  default boolean tryMessage(Connection connection, boolean binary, byte[] buf, int off, int len)
      throws ProtocolViolation {
    return false;
  }

  /** Judges a ping, as {@link #pinged} does; {@code LATER} if it would have to wait. */
  default Verdict tryPinged(Connection connection) {
    return Verdict.LATER;
  }

  /**
   * What the {@code try} methods did on this thread is all there is for the moment.
   *
   * @param looked whether the thread has looked for messages since all it had to write was written
   * @return whether it is to call again when it has written what it has now, before it waits
   */
  default boolean flush(boolean looked) {
    return false;
  }

  /** Returns whether something waits that was left to a thread that calls {@link #flush}. */
  default boolean isWaiting() {
    return false;
  }

  /** The client's first frame came, of whatever kind. */
  void heard(Connection connection) throws InterruptedException;

  /**
   * A whole message came; the slice is valid during the call only. May block: the client is not
   * read from meanwhile, and not taken for dead.
   *
   * @throws ProtocolViolation to close the connection with its code
   */
  void message(Connection connection, boolean binary, byte[] buf, int off, int len)
      throws ProtocolViolation, InterruptedException;

  /** A ping came; returns whether to answer it. */
  boolean pinged(Connection connection) throws InterruptedException;

  /** The frames last handed to {@link FanoutWriters} are in the socket, or never will be. */
  void written(Connection connection);

  /** The connection is gone, for whatever reason: the last call but {@link #written}. */
  void closed(Connection connection);
}
