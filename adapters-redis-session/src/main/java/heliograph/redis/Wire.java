package heliograph.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The client library's side of one Redis, be it one server, a master under sentinels, a cluster.
 */
interface Wire {
  /** Connects for commands; the connection comes back by itself when it breaks. */
  CompletionStage<? extends StatefulConnection<byte[], byte[]>> connect();

  /** Connects for a channel's messages; likewise. */
  CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>> connectPubSub();

  /** Loads a script into every server. */
  CompletionStage<String> load(StatefulConnection<byte[], byte[]> connection, byte[] source);

  /** Sends commands in their order, without blocking. */
  void dispatch(
      StatefulConnection<byte[], byte[]> connection,
      List<AsyncCommand<byte[], byte[], ?>> commands);

  /** Returns whether a connection is one server's, so that its end is Redis out of reach. */
  boolean isOneServer();

  /** Ends all. */
  void close();
}
