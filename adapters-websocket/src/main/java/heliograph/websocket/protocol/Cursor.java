package heliograph.websocket.protocol;

import heliograph.domain.message.Payload;

/**
 * A place in a client's frame, moving forward value by value; the same for both formats. Every
 * method throws {@link Refusal} where the bytes are not well-formed, and is of no use after that.
 */
sealed interface Cursor permits JsonCursor, CborCursor {
  /** What {@link #scalar} returns for anything but text, integers in long's range and booleans. */
  Object OTHER = new Object();

  /** Steps into an object; returns false, without moving, if something else stands here. */
  boolean enterObject() throws Refusal;

  /**
   * Moves to the next field's value and returns its name; null, and out of the object, at its end.
   */
  String nextName() throws Refusal;

  /** Steps into an array; returns false, without moving, if something else stands here. */
  boolean enterArray() throws Refusal;

  /** Moves to the next element; returns false, and is out of the array, at its end. */
  boolean nextElement() throws Refusal;

  /** Moves past any value; returns a String, Long or Boolean, or {@link #OTHER}. */
  Object scalar() throws Refusal;

  /**
   * Moves past any value and returns it as a message's data; null where its form in JSON would be
   * longer than allowed.
   */
  Payload data() throws Refusal;

  /** Makes sure that nothing follows. */
  void end() throws Refusal;

  /** Returns the greatest depth seen so far; the frame's object is depth 1. */
  int deepest();
}
