package heliograph.testkit.services;

import org.testcontainers.containers.GenericContainer;

/** Redis in a container. */
final class RedisInContainer implements RedisService {
  private static final String IMAGE = "redis:7.4-alpine";
  private static final int PORT = 6379;

  private final GenericContainer<?> container =
      new GenericContainer<>(IMAGE).withExposedPorts(PORT);

  RedisInContainer() {
    container.start();
  }

  @Override
  public String uri() {
    return "redis://" + container.getHost() + ":" + container.getMappedPort(PORT);
  }

  @Override
  public String logTail() {
    return container.getLogs();
  }

  @Override
  public void close() {
    container.stop();
  }
}
