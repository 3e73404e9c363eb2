package heliograph.app.cli.chat;

/** What the chat waits for. */
sealed interface Event {
  /** A line was typed. */
  record Line(String text) implements Event {}

  /** There will be no more lines. */
  record EndOfInput() implements Event {}

  /**
   * The node sent a text frame.
   *
   * @param link which connection it came on, as an old one may still speak
   */
  record Frame(Object link, String text) implements Event {}

  /**
   * A connection is gone.
   *
   * @param code the close code; 1006 where there was no close frame
   */
  record Closed(Object link, int code, String reason) implements Event {}
}
