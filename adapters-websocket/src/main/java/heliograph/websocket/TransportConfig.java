package heliograph.websocket;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a transport may be told. Times in milliseconds, sizes in bytes; bounds are inclusive.
 *
 * @param path the one path that upgrades; starts with a slash
 * @param allowedOrigins origins of web pages that may connect: {@code https://app.example.com},
 *     {@code https://*.example.com}, {@code *}; empty: only pages of the node's own host and port
 * @param compression whether permessage-deflate is agreed to
 * @param compressMinBytes messages below are sent as they are
 * @param maxFrameBytes the largest message of a client, 1 to 2^30; a larger one closes with 1009
 * @param maxConnections on this node; 0 for no bound, here and in the four below
 * @param maxConnectionsPerUser on this node
 * @param maxConnectionsPerAddress on this node
 * @param maxFramesPerSecond messages and pings of one connection; a burst of one second's worth
 *     passes, what is above gets {@code rate_limited}
 * @param maxBytesPerSecond the same for the bytes of messages
 * @param heartbeatMs how often a client is pinged; silent for two of them it is cut; 10 or more
 * @param handshakeTimeoutMs how long an HTTP request's head may take until its connection is cut
 * @param writeTimeoutMs how long one socket write may take until its connection is cut
 * @param closeTimeoutMs how long a closing handshake may take until its connection is cut
 * @param coalesceMs how long at most a thread that serves sockets, if it takes more than an eighth
 *     of a core, lets things to do gather, and 2.5 times that if it takes more than a third and its
 *     writes to many take one message each: less CPU, and later by about so much; 0 to 100, 0 for
 *     never
 * @param retryAfterS what {@code Retry-After} says to those turned away, in seconds
 */
public record TransportConfig(
    String path,
    List<String> allowedOrigins,
    boolean compression,
    int compressMinBytes,
    int maxFrameBytes,
    int maxConnections,
    int maxConnectionsPerUser,
    int maxConnectionsPerAddress,
    int maxFramesPerSecond,
    int maxBytesPerSecond,
    int heartbeatMs,
    int handshakeTimeoutMs,
    int writeTimeoutMs,
    int closeTimeoutMs,
    int coalesceMs,
    int retryAfterS) {

  /** What a transport has unless it is told otherwise. */
  public static final TransportConfig DEFAULT =
      new TransportConfig(
          "/ws", List.of(), true, 1_024, 65_536, 0, 0, 0, 0, 0, 25_000, 10_000, 30_000, 5_000, 1,
          5);

  /**
   * Validates what no part of the transport validates itself.
   *
   * @throws IllegalArgumentException with a message that names the field
   */
  public TransportConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
    require(path.startsWith("/"), "path must start with a slash");
    require(maxFrameBytes >= 1 && maxFrameBytes <= 1 << 30, "maxFrameBytes must be 1 to 2^30");
    require(heartbeatMs >= 10, "heartbeatMs must be 10 or more");
    require(
        compressMinBytes >= 0
            && maxConnections >= 0
            && maxConnectionsPerUser >= 0
            && maxConnectionsPerAddress >= 0
            && maxFramesPerSecond >= 0
            && maxBytesPerSecond >= 0
            && retryAfterS >= 0,
        "bounds must not be negative");
    require(
        handshakeTimeoutMs > 0 && writeTimeoutMs > 0 && closeTimeoutMs > 0,
        "timeouts must be positive");
    require(coalesceMs >= 0 && coalesceMs <= 100, "coalesceMs must be 0 to 100");
  }

  /** Returns a copy with some values changed: {@code DEFAULT.with(e -> e.heartbeatMs = 500)}. */
  public TransportConfig with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return edit.done();
  }

  /** A copy under change; the fields are those of {@link TransportConfig}. For one thread. */
  public static final class Edit {
    public String path;
    public List<String> allowedOrigins;
    public boolean compression;
    public int compressMinBytes;
    public int maxFrameBytes;
    public int maxConnections;
    public int maxConnectionsPerUser;
    public int maxConnectionsPerAddress;
    public int maxFramesPerSecond;
    public int maxBytesPerSecond;
    public int heartbeatMs;
    public int handshakeTimeoutMs;
    public int writeTimeoutMs;
    public int closeTimeoutMs;
    public int coalesceMs;
    public int retryAfterS;

    private Edit(TransportConfig from) {
      path = from.path;
      allowedOrigins = from.allowedOrigins;
      compression = from.compression;
      compressMinBytes = from.compressMinBytes;
      maxFrameBytes = from.maxFrameBytes;
      maxConnections = from.maxConnections;
      maxConnectionsPerUser = from.maxConnectionsPerUser;
      maxConnectionsPerAddress = from.maxConnectionsPerAddress;
      maxFramesPerSecond = from.maxFramesPerSecond;
      maxBytesPerSecond = from.maxBytesPerSecond;
      heartbeatMs = from.heartbeatMs;
      handshakeTimeoutMs = from.handshakeTimeoutMs;
      writeTimeoutMs = from.writeTimeoutMs;
      closeTimeoutMs = from.closeTimeoutMs;
      coalesceMs = from.coalesceMs;
      retryAfterS = from.retryAfterS;
    }

    private TransportConfig done() {
      return new TransportConfig(
          path,
          allowedOrigins,
          compression,
          compressMinBytes,
          maxFrameBytes,
          maxConnections,
          maxConnectionsPerUser,
          maxConnectionsPerAddress,
          maxFramesPerSecond,
          maxBytesPerSecond,
          heartbeatMs,
          handshakeTimeoutMs,
          writeTimeoutMs,
          closeTimeoutMs,
          coalesceMs,
          retryAfterS);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
