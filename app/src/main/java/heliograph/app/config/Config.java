package heliograph.app.config;

import heliograph.domain.Limits;
import heliograph.domain.id.NodeId;
import heliograph.domain.session.Grants;
import java.util.List;
import java.util.Map;

/**
 * All that a node is told before it starts; read once, by {@link ConfigReader}. Immutable; printing
 * it shows no secret. What each value means and its bounds: {@code docs/configuration.md}.
 */
public record Config(
    Listen listen,
    Auth auth,
    Transport transport,
    RoomLog log,
    Sessions sessions,
    Limits limits,
    Drain drain,
    Logging logging) {

  /**
   * Where the node listens, and whose pages may connect.
   *
   * @param port 0 for any free one; so is {@code adminPort}
   * @param tlsCert a PEM file; null, as {@code tlsKey}, for no TLS
   * @param tlsKey a PEM file
   * @param allowedOrigins {@code *}, exact origins, or {@code https://*.example.com}; empty for the
   *     same origin only
   */
  public record Listen(
      String host,
      int port,
      String tlsCert,
      String tlsKey,
      String adminHost,
      int adminPort,
      NodeId nodeId,
      List<String> allowedOrigins,
      boolean trustForwardedFor) {}

  /**
   * What tokens are judged by. At least one of secret and JWKS is there.
   *
   * @param secret null if there are only public keys; in development mode one that was just made up
   * @param jwks an http(s) URL, a {@code file:} URL or a path; null for none
   * @param issuer null for any
   * @param audience null for any
   * @param development whether nothing was configured, or this asked for: the node then mints
   *     tokens for whoever asks, and listens on a loopback address
   */
  public record Auth(
      Secret secret,
      String jwks,
      String issuer,
      String audience,
      long clockSkewMs,
      Grants defaultGrants,
      boolean development) {}

  /** Bounds of connections; 0 is no limit for the first five. */
  public record Transport(
      int maxConnections,
      int maxConnectionsPerUser,
      int maxConnectionsPerAddress,
      int maxFramesPerSecond,
      long maxBytesPerSecond,
      long handshakeTimeoutMs,
      long writeTimeoutMs,
      int coalesceMs,
      boolean compression,
      int compressionThresholdBytes) {}

  /**
   * The room log.
   *
   * @param memory for {@link LogKind#MEMORY}
   * @param kafka for {@link LogKind#KAFKA}
   */
  public record RoomLog(LogKind kind, Memory memory, Kafka kafka) {}

  /** Which log. */
  public enum LogKind {
    MEMORY,
    KAFKA
  }

  /**
   * What the memory log keeps.
   *
   * @param retentionMessages per room
   * @param retentionBytes over all rooms
   */
  public record Memory(int retentionMessages, long retentionBytes, long retentionMs) {}

  /**
   * The log on Kafka.
   *
   * @param bootstrapServers {@code host:port} each
   * @param retentionMs -1 for ever
   * @param properties of Kafka's clients, passed through; they may hold passwords
   */
  public record Kafka(
      List<String> bootstrapServers,
      String topic,
      int partitions,
      int replication,
      long retentionMs,
      Map<String, String> properties) {
    public Kafka {
      properties = Map.copyOf(properties);
    }

    /** Leaves the properties' values out. */
    @Override
    public String toString() {
      return "Kafka[bootstrapServers=%s, topic=%s, partitions=%d, replication=%d, properties=%s]"
          .formatted(bootstrapServers, topic, partitions, replication, properties.keySet());
    }
  }

  /**
   * The session store.
   *
   * @param redisUri null unless it is {@link SessionsKind#REDIS}
   * @param presenceLeaseMs of no meaning unless it is that
   */
  public record Sessions(SessionsKind kind, Secret redisUri, long presenceLeaseMs) {}

  /** Which session store. */
  public enum SessionsKind {
    MEMORY,
    REDIS
  }

  /**
   * How the node ends.
   *
   * @param drainMs over how long clients are sent away
   * @param limitMs after it the rest is cut; at least {@code drainMs} and five seconds
   */
  public record Drain(long drainMs, long limitMs) {}

  /** What the node logs and how. */
  public record Logging(LogLevel level, LogFormat format) {}

  /** From the least talkative. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Lines for people, or for machines. */
  public enum LogFormat {
    TEXT,
    JSON
  }
}
