package heliograph.websocket.frame;

/**
 * What a {@link FrameDecoder} calls with what it read, in the order of arrival, on the thread that
 * decodes.
 *
 * <p>Each slice is valid during the call only: copy what is to be kept. The bytes in it may be
 * overwritten, bytes around it not. A handler may throw {@link ProtocolViolation} for a rule of its
 * own; as with the decoder's own refusals nothing further is decoded then. It must not call the
 * decoder.
 */
public interface FrameHandler {

  /** Returns whether the decoder is to read on; asked between all bytes but those of a payload. */
  default boolean goesOn() {
    return true;
  }

  /** A whole text message: valid UTF-8, possibly empty. */
  void text(byte[] buf, int off, int len) throws ProtocolViolation;

  /** A whole binary message, possibly empty. */
  void binary(byte[] buf, int off, int len) throws ProtocolViolation;

  /** A ping with 0 to 125 bytes, which the pong has to repeat (RFC 6455 §5.5.3). */
  void ping(byte[] buf, int off, int len) throws ProtocolViolation;

  /** A pong with 0 to 125 bytes, asked for or not. */
  void pong(byte[] buf, int off, int len) throws ProtocolViolation;

  /**
   * The peer's close frame; the last call there is.
   *
   * @param code as sent, or {@link CloseCode#NO_STATUS} where the frame had none
   * @param reason as sent, "" where there was none
   */
  void close(int code, String reason) throws ProtocolViolation;
}
