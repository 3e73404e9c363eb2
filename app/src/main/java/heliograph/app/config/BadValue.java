package heliograph.app.config;

/** A value that does not fit its key; the message says what is expected. */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1;

  BadValue(String message) {
    super(message, null, false, false);
  }
}
