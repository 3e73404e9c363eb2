package heliograph.websocket.protocol;

/**
 * Why a frame, or a value in it, cannot be used; unwinds a reader. Never leaves this package. The
 * message may be shown to a client.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message, null, false, false);
  }
}
