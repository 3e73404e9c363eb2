package heliograph.app.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param name the key as the person wrote it: {@code port}, {@code HELIOGRAPH_PORT}, {@code --port}
 * @param where the file and line, {@code environment}, {@code flag}; null if it stands nowhere
 * @param message what is wrong and what to do, without the value of a secret
 */
public record Problem(String name, String where, String message) {
  /** In one line. */
  @Override
  public String toString() {
    return where == null ? name + ": " + message : name + " (" + where + "): " + message;
  }
}
