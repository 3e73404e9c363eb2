package heliograph.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Makes the client for an address. Commands are refused, not queued, while it is disconnected. */
final class Wires {
  private static final long RECONNECT_MIN_MS = 20;
  private static final long RECONNECT_MAX_MS = 1_000;
  private static final long TICK_MS = 50;
  private static final long QUIET_MS = 0;
  private static final long SHUTDOWN_MS = 2_000;

  private Wires() {}

  /**
   * Makes a client; nothing is connected yet.
   *
   * @param onFailure told why a broken connection did not come back, at each attempt
   */
  static Wire open(
      RedisAddress address,
      RedisConfig config,
      NettyCustomizer channels,
      Consumer<Throwable> onFailure) {
    // The usual one wakes a hundred times a second for nothing.
    Timer timer =
        new HashedWheelTimer(
            Thread.ofPlatform().daemon().name("redis-client-timer").factory(),
            TICK_MS,
            TimeUnit.MILLISECONDS);
    ClientResources resources =
        ClientResources.builder()
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.equalJitter(RECONNECT_MIN_MS, RECONNECT_MAX_MS, 10, TimeUnit.MILLISECONDS))
            .nettyCustomizer(channels)
            .timer(timer)
            .build();
    resources
        .eventBus()
        .get()
        .ofType(ReconnectFailedEvent.class)
        .subscribe(event -> onFailure.accept(event.getCause()));
    return address.cluster()
        ? new Cluster(resources, address, config)
        : new OneServer(resources, address, config);
  }

  private static <B extends ClientOptions.Builder> B common(B options, RedisConfig config) {
    options
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        // The pipeline has one timer for many commands.
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(Duration.ofMillis(config.connectTimeoutMs()))
                .keepAlive(true)
                .tcpNoDelay(true)
                .build());
    return options;
  }

  private static void end(ClientResources resources) {
    resources.shutdown(QUIET_MS, SHUTDOWN_MS, TimeUnit.MILLISECONDS);
    resources.timer().stop();
  }

  private static final class OneServer implements Wire {
    private final ClientResources resources;
    private final RedisAddress address;
    private final RedisClient client;

    OneServer(ClientResources resources, RedisAddress address, RedisConfig config) {
      this.resources = resources;
      this.address = address;
      client = RedisClient.create(resources);
      client.setOptions(common(ClientOptions.builder(), config).build());
    }

    @Override
    public CompletionStage<StatefulRedisConnection<byte[], byte[]>> connect() {
      return client.connectAsync(ByteArrayCodec.INSTANCE, address.uris().getFirst());
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> connectPubSub() {
      return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, address.uris().getFirst());
    }

    @Override
    public CompletionStage<String> load(
        StatefulConnection<byte[], byte[]> connection, byte[] source) {
      return ((StatefulRedisConnection<byte[], byte[]>) connection).async().scriptLoad(source);
    }

    @Override
    public void dispatch(
        StatefulConnection<byte[], byte[]> connection,
        List<AsyncCommand<byte[], byte[], ?>> commands) {
      connection.dispatch(commands);
    }

    @Override
    public boolean isOneServer() {
      return true;
    }

    @Override
    public void close() {
      client.shutdown(QUIET_MS, SHUTDOWN_MS, TimeUnit.MILLISECONDS);
      end(resources);
    }
  }

  private static final class Cluster implements Wire {
    private static final Duration REFRESH = Duration.ofSeconds(30);

    /** A server that is lost or has moved a slot is a reason to look at once, but so often only. */
    private static final Duration REFRESH_AFTER_TROUBLE = Duration.ofSeconds(1);

    private static final long REFRESH_END_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ClientResources resources;
    private final RedisClusterClient client;

    Cluster(ClientResources resources, RedisAddress address, RedisConfig config) {
      this.resources = resources;
      client = RedisClusterClient.create(resources, address.uris());
      client.setOptions(
          common(ClusterClientOptions.builder(), config)
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enablePeriodicRefresh(REFRESH)
                      .adaptiveRefreshTriggersTimeout(REFRESH_AFTER_TROUBLE)
                      .build())
              .build());
    }

    @Override
    public CompletionStage<StatefulRedisClusterConnection<byte[], byte[]>> connect() {
      return client
          .refreshPartitionsAsync()
          .thenCompose(done -> client.connectAsync(ByteArrayCodec.INSTANCE));
    }

    @Override
    public CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>>
        connectPubSub() {
      return client.connectPubSubAsync(ByteArrayCodec.INSTANCE);
    }

    @Override
    public CompletionStage<String> load(
        StatefulConnection<byte[], byte[]> connection, byte[] source) {
      return ((StatefulRedisClusterConnection<byte[], byte[]>) connection)
          .async()
          .scriptLoad(source);
    }

    /** One by one: a list would wait for the connection to a server that is away. */
    @Override
    public void dispatch(
        StatefulConnection<byte[], byte[]> connection,
        List<AsyncCommand<byte[], byte[], ?>> commands) {
      commands.forEach(connection::dispatch);
    }

    @Override
    public boolean isOneServer() {
      return false;
    }

    @Override
    public void close() {
      awaitRefresh();
      client.shutdown(QUIET_MS, SHUTDOWN_MS, TimeUnit.MILLISECONDS);
      end(resources);
    }

    /** One cut short would be reported as errors, with all their stacks. */
    private void awaitRefresh() {
      client.suspendTopologyRefresh();
      long startNanos = System.nanoTime();
      while (client.isTopologyRefreshInProgress()
          && System.nanoTime() - startNanos < REFRESH_END_NANOS) {
        LockSupport.parkNanos(STEP_NANOS);
      }
    }
  }
}
