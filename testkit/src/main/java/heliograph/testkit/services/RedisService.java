package heliograph.testkit.services;

/**
 * A real Redis, for tests and for trying things out. Not safe for use by several threads at a time.
 * Closing ends what was started, and deletes its data.
 */
public interface RedisService extends AutoCloseable {

  /** Returns its address as a {@code redis://} URI; it stays the same over restarts. */
  String uri();

  /** Returns the last lines of its log, for a failure's report; may be empty. */
  String logTail();

  @Override
  void close();

  /**
   * Finds or starts a server: the one at the URI in {@code HELIOGRAPH_TEST_REDIS}; else a
   * container, where an engine answers; else a process of our own on this machine. It cannot be
   * killed or paused: for that start a {@link LocalRedis}.
   */
  static RedisService start() {
    String uri = System.getenv("HELIOGRAPH_TEST_REDIS");
    if (uri != null && !uri.isBlank()) {
      return new External(uri);
    }
    if (ContainerEngine.answers()) {
      return new RedisInContainer();
    }
    return LocalRedis.start();
  }

  /** A server somebody else runs. */
  record External(String uri) implements RedisService {
    @Override
    public String logTail() {
      return "";
    }

    @Override
    public void close() {
      // Not ours to end.
    }
  }
}
