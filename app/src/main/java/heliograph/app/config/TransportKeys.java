package heliograph.app.config;

import java.util.List;

/** The keys of connections: how many, how fast, how long. */
final class TransportKeys {
  private static final Kind<Integer> COUNT = Kinds.whole(0, 10_000_000);

  static final Key<Integer> MAX_CONNECTIONS =
      Key.of(
          "max-connections",
          COUNT,
          "100000",
          "Connections of this node; a further one gets 429. 0 is no limit.");

  static final Key<Integer> MAX_CONNECTIONS_PER_USER =
      Key.of("max-connections-per-user", COUNT, "0", "The same for one user. 0 is no limit.");

  static final Key<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Key.of(
          "max-connections-per-address",
          COUNT,
          "0",
          "The same for one address, which behind a proxy is the proxy's unless trust-forwarded-for"
              + " is set. 0 is no limit.");

  static final Key<Integer> MAX_FRAMES_PER_SECOND =
      Key.of(
          "max-frames-per-second",
          COUNT,
          "10000",
          "Frames of one connection; a further one gets rate_limited. 0 is no limit.");

  static final Key<Long> MAX_BYTES_PER_SECOND =
      Key.of(
          "max-bytes-per-second",
          Kinds.large(0, 1L << 40),
          "33554432",
          "The same in bytes of frames received. 0 is no limit.");

  static final Key<Long> HANDSHAKE_TIMEOUT_MS =
      Key.of(
          "handshake-timeout-ms",
          Kinds.large(100, 600_000),
          "10000",
          "How long a client may take from connecting to the end of its request's headers.");

  static final Key<Long> WRITE_TIMEOUT_MS =
      Key.of(
          "write-timeout-ms",
          Kinds.large(100, 600_000),
          "10000",
          "How long one write may wait for a client that does not read; then it is cut.");

  static final Key<Integer> COALESCE_MS =
      Key.of(
          "coalesce-ms",
          Kinds.whole(0, 100),
          "4",
          "How long at most a busy node lets things gather: a thread that serves sockets, if it"
              + " takes more than an eighth of a core (2.5 times as long if more than a third, with"
              + " writes to many of one message each), and what goes to Kafka, if more than 750"
              + " messages a second come from there. Less CPU, and messages later by up to so much"
              + " for each. 0 is never.");

  static final Key<Boolean> COMPRESSION =
      Key.of(
          "compression",
          Kinds.flag(),
          "true",
          "Whether permessage-deflate is agreed on with clients that offer it.");

  static final Key<Integer> COMPRESSION_THRESHOLD_BYTES =
      Key.of(
          "compression-threshold-bytes",
          Kinds.whole(0, 1 << 30),
          "1024",
          "Smaller messages are sent uncompressed.");

  static final List<Key<?>> ALL =
      List.of(
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_USER,
          MAX_CONNECTIONS_PER_ADDRESS,
          MAX_FRAMES_PER_SECOND,
          MAX_BYTES_PER_SECOND,
          HANDSHAKE_TIMEOUT_MS,
          WRITE_TIMEOUT_MS,
          COALESCE_MS,
          COMPRESSION,
          COMPRESSION_THRESHOLD_BYTES);

  private TransportKeys() {}
}
