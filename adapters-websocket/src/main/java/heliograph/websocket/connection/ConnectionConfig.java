package heliograph.websocket.connection;

/**
 * The bounds of every connection. Times in milliseconds, sizes in bytes.
 *
 * @param maxFrameBytes the largest message of a client, before compression, inclusive
 * @param heartbeatMs how often a client is pinged; silent for two of them it is dead
 * @param writeTimeoutMs how long one socket write may take until the connection is cut
 * @param closeTimeoutMs how long a closing handshake may take until the connection is cut
 * @param compressMinBytes messages below are sent as they are
 * @param coalesceMs how far apart a busy loop's looks for things to do are at most, and 2.5 times
 *     that those of a very busy one; 0 for never resting
 */
public record ConnectionConfig(
    int maxFrameBytes,
    int heartbeatMs,
    int writeTimeoutMs,
    int closeTimeoutMs,
    int compressMinBytes,
    int coalesceMs) {}
