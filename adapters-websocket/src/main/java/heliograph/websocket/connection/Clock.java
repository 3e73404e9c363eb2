package heliograph.websocket.connection;

/**
 * Milliseconds since it was made, in an {@code int}: connections keep several, and only ever their
 * differences count, which hold for 24 days. Monotonic, thread-safe.
 */
final class Clock {
  private static final long NANOS_PER_MS = 1_000_000L;

  private final long startNs = System.nanoTime();

  int nowMs() {
    return (int) elapsedMs();
  }

  /** The same without the bound. */
  long elapsedMs() {
    return (System.nanoTime() - startNs) / NANOS_PER_MS;
  }
}
