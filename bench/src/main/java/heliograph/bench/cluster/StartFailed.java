package heliograph.bench.cluster;

/**
 * A cluster that cannot be started; the message is one line for the person, and says what to do.
 */
public final class StartFailed extends Exception {
  private static final long serialVersionUID = 1;

  StartFailed(String message) {
    super(message);
  }

  StartFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
