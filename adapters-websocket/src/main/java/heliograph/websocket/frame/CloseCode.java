package heliograph.websocket.frame;

/**
 * The status codes of a close frame (RFC 6455 §7.4). Plain numbers, since applications bring their
 * own: 4000 to 4999 mean what the protocol above says.
 */
public final class CloseCode {

  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;

  /** Never on the wire: says that the peer's close frame had no code (§7.1.5). */
  public static final int NO_STATUS = 1005;

  public static final int INVALID_PAYLOAD = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int TOO_BIG = 1009;

  /** Only clients send it: the server did not agree to an extension they need. */
  public static final int MANDATORY_EXTENSION = 1010;

  public static final int INTERNAL_ERROR = 1011;

  /** The first code free for applications. */
  public static final int APPLICATION_MIN = 4000;

  /** The last code free for applications. */
  public static final int APPLICATION_MAX = 4999;

  private static final int REGISTERED_MIN = 3000;

  private CloseCode() {}

  /**
   * True for a code that may stand in a close frame: those §7.4.1 defines for that, and 3000 to
   * 4999. What was registered after the RFC (1012 to 1014) is only ever said by servers and
   * gateways, so it is refused from a client like every other code below 3000.
   */
  public static boolean isOnWire(int code) {
    return switch (code) {
      case NORMAL,
          GOING_AWAY,
          PROTOCOL_ERROR,
          UNSUPPORTED_DATA,
          INVALID_PAYLOAD,
          POLICY_VIOLATION,
          TOO_BIG,
          MANDATORY_EXTENSION,
          INTERNAL_ERROR ->
          true;
      default -> code >= REGISTERED_MIN && code <= APPLICATION_MAX;
    };
  }
}
