package heliograph.redis;

import heliograph.domain.id.NodeId;
import java.util.Objects;

/**
 * How a node uses Redis. Immutable. Times are in milliseconds.
 *
 * @param uri where Redis is: {@code redis://}, {@code rediss://} (TLS), {@code redis-sentinel://},
 *     {@code redis-cluster://} and the latter two with TLS, with user and password where needed; a
 *     secret
 * @param node the node, for Redis's list of clients and in the names of its leases
 * @param keyPrefix what all keys and the channel begin with, so that several clusters may share a
 *     Redis; without braces
 * @param connectTimeoutMs how long a connection may take, handshake included
 * @param commandTimeoutMs how long an answer may take; then it is not known whether the command was
 *     carried out
 * @param leaseMs how long after a node's death its members have left at the latest, save for the
 *     time it takes to take them out; the lease is renewed four times in it
 * @param graceMs how long Redis keeps a session beyond its expiry, which the domain judges
 * @param flushDelayMs how long a save may wait for others to be sent with; 0 for not at all
 * @param batchMax commands sent together at most
 * @param pendingMax commands that may wait to be sent or answered; beyond, they fail at once
 * @param closeTimeoutMs how long closing may wait for what is still to be written
 */
public record RedisConfig(
    String uri,
    NodeId node,
    String keyPrefix,
    long connectTimeoutMs,
    long commandTimeoutMs,
    long leaseMs,
    long graceMs,
    long flushDelayMs,
    int batchMax,
    int pendingMax,
    long closeTimeoutMs) {

  /**
   * Validates the values, the URI's syntax among them.
   *
   * @throws IllegalArgumentException naming the one that makes no sense, without the password
   */
  public RedisConfig {
    Objects.requireNonNull(node);
    RedisAddress.parse(uri, connectTimeoutMs);
    if (keyPrefix.contains("{") || keyPrefix.contains("}")) {
      throw new IllegalArgumentException("keyPrefix must not hold braces: " + keyPrefix);
    }
    require("connectTimeoutMs", connectTimeoutMs, 1);
    require("commandTimeoutMs", commandTimeoutMs, 1);
    require("leaseMs", leaseMs, 100);
    require("graceMs", graceMs, 0);
    require("flushDelayMs", flushDelayMs, 0);
    require("batchMax", batchMax, 1);
    require("pendingMax", pendingMax, 1);
    require("closeTimeoutMs", closeTimeoutMs, 0);
  }

  /** Returns the defaults: a second for a command, a lease of ten, batches of 10 ms. */
  public static RedisConfig of(String uri, NodeId node) {
    return new RedisConfig(
        uri, node, "heliograph:", 2_000, 1_000, 10_000, 60_000, 10, 256, 65_536, 5_000);
  }

  /** Returns the same with another lease. */
  public RedisConfig withLeaseMs(long leaseMs) {
    return new RedisConfig(
        uri,
        node,
        keyPrefix,
        connectTimeoutMs,
        commandTimeoutMs,
        leaseMs,
        graceMs,
        flushDelayMs,
        batchMax,
        pendingMax,
        closeTimeoutMs);
  }

  /** Returns the same with other patience. */
  public RedisConfig withTimeouts(long connectTimeoutMs, long commandTimeoutMs) {
    return new RedisConfig(
        uri,
        node,
        keyPrefix,
        connectTimeoutMs,
        commandTimeoutMs,
        leaseMs,
        graceMs,
        flushDelayMs,
        batchMax,
        pendingMax,
        closeTimeoutMs);
  }

  /** Returns the same with other bounds on what is sent together and what may be pending. */
  public RedisConfig withBatches(long flushDelayMs, int batchMax, int pendingMax) {
    return new RedisConfig(
        uri,
        node,
        keyPrefix,
        connectTimeoutMs,
        commandTimeoutMs,
        leaseMs,
        graceMs,
        flushDelayMs,
        batchMax,
        pendingMax,
        closeTimeoutMs);
  }

  /** Returns the same with another prefix of keys. */
  public RedisConfig withKeyPrefix(String keyPrefix) {
    return new RedisConfig(
        uri,
        node,
        keyPrefix,
        connectTimeoutMs,
        commandTimeoutMs,
        leaseMs,
        graceMs,
        flushDelayMs,
        batchMax,
        pendingMax,
        closeTimeoutMs);
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return "RedisConfig["
        + RedisAddress.parse(uri, connectTimeoutMs).shown()
        + ", node="
        + node
        + ", keyPrefix="
        + keyPrefix
        + ", leaseMs="
        + leaseMs
        + "]";
  }

  private static void require(String name, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be " + min + " or more: " + value);
    }
  }
}
