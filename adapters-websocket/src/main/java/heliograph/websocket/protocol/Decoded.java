package heliograph.websocket.protocol;

import heliograph.domain.ErrorCode;
import heliograph.domain.id.RequestId;
import heliograph.domain.message.Request;

/** What came of reading a client's frame. */
public sealed interface Decoded {

  /** A well-formed request; whether it is allowed is still to be judged. */
  record Ok(Request request) implements Decoded {}

  /**
   * A frame that says nothing usable, and what to answer.
   *
   * @param id the frame's own id; null if it has none that can be used
   * @param code {@code BAD_FRAME}, {@code UNKNOWN_TYPE} or {@code INVALID}
   * @param message one line for the client's developer: names the field and what is wanted of it
   */
  record Bad(RequestId id, ErrorCode code, String message) implements Decoded {}
}
