package heliograph.app.cli;

/** A node that cannot start, or a command that cannot go on; the message is for the person. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** Takes one line that says what is wrong and what to do. */
  public StartFailure(String message) {
    super(message);
  }

  public StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
