package heliograph.websocket.frame;

/**
 * The end of a connection whose peer broke a rule: what the server's close frame is to say (RFC
 * 6455 §7.1.7). Expected, so it carries no stack trace and costs no more than an object.
 */
public final class ProtocolViolation extends Exception {

  private static final long serialVersionUID = 1L;

  private final int closeCode;

  /**
   * @param closeCode a code that may be sent, see {@link CloseCode#isOnWire}
   * @param reason a short text for the peer's developer, at most 123 bytes in UTF-8
   */
  public ProtocolViolation(int closeCode, String reason) {
    super(reason, null, false, false);
    this.closeCode = closeCode;
  }

  /** The code to close with. */
  public int closeCode() {
    return closeCode;
  }

  /** The reason to close with, never null. */
  public String reason() {
    return getMessage();
  }
}
