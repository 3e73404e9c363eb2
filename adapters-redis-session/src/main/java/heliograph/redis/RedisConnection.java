package heliograph.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A node's connection to Redis, shared by its {@link RedisSessionStore} and {@link
 * RedisPresenceStore}: one for commands, one for the other nodes' messages. It comes back by itself
 * when it breaks. Safe for use by any thread.
 */
public final class RedisConnection implements AutoCloseable {
  private static final long RETRY_MS = 500;

  /**
   * Attempts that end after something listened at the address, before it counts as out of reach:
   * the client may lose the answer of a server that refuses at once, about once in a thousand
   * times.
   */
  private static final int UNCLEAR_ATTEMPTS_MAX = 3;

  private static final long PROBE_MS = 1_000;
  private static final long SILENCE_MIN_MS = 1_000;

  /** Refusals that no waiting mends. */
  private static final Pattern MISCONFIGURED =
      Pattern.compile("(WRONGPASS|NOAUTH|NOPERM|DENIED|ERR AUTH|ERR invalid DB|ERR .*AUTH).*");

  private final RedisConfig config;
  private final RedisAddress address;
  private final Health health;
  private final ScheduledThreadPoolExecutor scheduler;
  private final Pipeline pipeline;
  private final Wire wire;
  private final List<Runnable> readyListeners = new CopyOnWriteArrayList<>();
  private final List<Consumer<byte[]>> messageListeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger failedAttempts = new AtomicInteger();

  /** Fails where Redis refuses; done where it is reached, or out of reach. */
  private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

  private volatile StatefulConnection<byte[], byte[]> commands;
  private volatile StatefulRedisPubSubConnection<byte[], byte[]> messages;
  private volatile boolean commandsUp;
  private volatile boolean messagesUp;
  private volatile long upSinceNanos;
  private volatile boolean closed;

  private RedisConnection(RedisConfig config) {
    this.config = config;
    address = RedisAddress.parse(config.uri(), config.connectTimeoutMs());
    address.nameConnections(config.node().value());
    health = new Health(address.shown(), InstantSource.system());
    scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("redis-timer").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    SilentChannels channels =
        new SilentChannels(Math.max(SILENCE_MIN_MS, 2 * config.commandTimeoutMs()));
    wire = Wires.open(address, config, channels, error -> health.stillDown(Pipeline.reason(error)));
    pipeline = new Pipeline(config, health, scheduler, wire, channels::reset);
  }

  /**
   * Connects, and waits for it no longer than the connect timeout allows. Where Redis is out of
   * reach, that is not the end: it goes on trying, {@link #trouble} says so, and until then all
   * operations fail at once.
   *
   * @throws IllegalArgumentException in one line, if Redis refuses the user, password or database
   */
  public static RedisConnection open(RedisConfig config) {
    RedisConnection connection = new RedisConnection(config);
    connection.attempt();
    try {
      connection.firstAttempt.get(2 * config.connectTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      connection.health.down("no connection within " + 2 * config.connectTimeoutMs() + " ms");
    } catch (ExecutionException e) {
      connection.close();
      throw new IllegalArgumentException(
          "redis-uri: Redis at "
              + connection.address.shown()
              + " refuses this node ("
              + Pipeline.reason(e)
              + "): correct the user, password or database in it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.probeRegularly();
    return connection;
  }

  /** Returns what is wrong and since when, in words; null if nothing is. */
  public String trouble() {
    return health.trouble();
  }

  /** Returns how many commands wait to be sent or answered, for metrics. */
  public int pending() {
    return pipeline.pending();
  }

  /** Ends it, at once: close what uses it before. */
  @Override
  public void close() {
    closed = true;
    pipeline.close();
    scheduler.shutdownNow();
    wire.close();
  }

  /** Returns for how long both connections have been there, in ms; 0 if one is not. */
  long upForMs() {
    return commandsUp && messagesUp
        ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - upSinceNanos)
        : 0;
  }

  RedisConfig config() {
    return config;
  }

  ScheduledThreadPoolExecutor scheduler() {
    return scheduler;
  }

  void submit(Call call) {
    pipeline.submit(call);
  }

  /** Has {@code listener} run each time the connection has come back. */
  void onReady(Runnable listener) {
    readyListeners.add(listener);
  }

  /** Hands all messages of this cluster's channel to {@code listener}, on one thread. */
  void onMessage(Consumer<byte[]> listener) {
    messageListeners.add(listener);
  }

  /** Returns the channel on which presence changes are told. */
  String channel() {
    return config.keyPrefix() + "presence";
  }

  /** Makes both connections for the first time; then the client keeps them. */
  private void attempt() {
    try {
      connectCommands()
          .thenCompose(done -> connectMessages())
          .thenCompose(done -> loadScripts())
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  ready();
                  firstAttempt.complete(null);
                } else {
                  attemptFailed(error);
                }
              });
    } catch (RuntimeException e) {
      attemptFailed(e);
    }
  }

  private void attemptFailed(Throwable error) {
    String reason = Pipeline.reason(error);
    if (isDueTo(RedisCommandExecutionException.class, error)
        && MISCONFIGURED.matcher(reason).matches()) {
      firstAttempt.completeExceptionally(new IllegalStateException(reason));
    }
    health.down(reason);
    health.stillDown(reason);
    boolean answered = !isDueTo(ConnectException.class, error);
    if (!answered || failedAttempts.incrementAndGet() >= UNCLEAR_ATTEMPTS_MAX) {
      firstAttempt.complete(null);
    }
    later(this::attempt);
  }

  private static boolean isDueTo(Class<? extends Throwable> cause, Throwable error) {
    for (Throwable e = error; e != null; e = Pipeline.causeOf(e)) {
      if (cause.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  private CompletionStage<Void> connectCommands() {
    if (commands != null) {
      return CompletableFuture.completedStage(null);
    }
    return wire.connect()
        .thenAccept(
            connected -> {
              commands = connected;
              if (wire.isOneServer()) {
                connected.addListener(new CommandsState());
              }
            });
  }

  private CompletionStage<Void> connectMessages() {
    CompletionStage<Void> connected =
        messages != null
            ? CompletableFuture.completedStage(null)
            : wire.connectPubSub()
                .thenAccept(
                    made -> {
                      messages = made;
                      made.addListener(new Messages());
                      made.addListener(new MessagesState());
                    });
    return connected.thenCompose(done -> subscribe());
  }

  private CompletionStage<Void> subscribe() {
    return messages.async().subscribe(channel().getBytes(StandardCharsets.UTF_8));
  }

  private CompletionStage<Void> loadScripts() {
    CompletionStage<?> loaded = CompletableFuture.completedStage(null);
    for (Script script : Script.values()) {
      loaded = loaded.thenCombine(wire.load(commands, script.source()), (before, sha) -> sha);
    }
    return loaded.thenAccept(sha -> {});
  }

  private void ready() {
    commandsUp = true;
    pipeline.use(commands);
    checkUp();
    readyListeners.forEach(Runnable::run);
  }

  private Void notSubscribed(Throwable error) {
    health.stillDown(Pipeline.reason(error));
    return null;
  }

  private void checkUp() {
    if (commandsUp && messagesUp) {
      upSinceNanos = System.nanoTime();
      health.up();
    }
  }

  /** The client has connected again: what it needs to know is not known there yet. */
  private void comeBack() {
    loadScripts()
        .whenComplete(
            (done, error) -> {
              if (error == null) {
                ready();
              } else {
                health.stillDown(Pipeline.reason(error));
                later(this::comeBackIfOpen);
              }
            });
  }

  private void comeBackIfOpen() {
    if (!commandsUp && commands.isOpen()) {
      comeBack();
    }
  }

  private void later(Runnable action) {
    if (closed) {
      return;
    }
    try {
      scheduler.schedule(action, RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed meanwhile.
    }
  }

  /** Asks both connections something now and then, so that a silent one is noticed. */
  private void probeRegularly() {
    scheduler.scheduleWithFixedDelay(this::probe, PROBE_MS, PROBE_MS, TimeUnit.MILLISECONDS);
  }

  private void probe() {
    if (commandsUp) {
      submit(Call.status(CommandType.PING).urgent());
    }
    if (messagesUp) {
      messages.async().ping();
    } else if (messages != null && messages.isOpen()) {
      // The client subscribes again by itself when it has connected, but once only.
      subscribe().exceptionally(this::notSubscribed);
    }
  }

  private final class CommandsState implements RedisConnectionStateListener {
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress server) {
      // Not here: the client is amid its activation.
      scheduler.execute(RedisConnection.this::comeBack);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      commandsUp = false;
      pipeline.use(null);
      if (!closed) {
        health.down("the connection broke");
      }
    }
  }

  private final class MessagesState implements RedisConnectionStateListener {
    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      messagesUp = false;
      if (!closed) {
        health.down("the connection for messages broke");
      }
    }
  }

  private final class Messages extends RedisPubSubAdapter<byte[], byte[]> {
    /** Redis has answered: a connection without that would miss what the others tell. */
    @Override
    public void subscribed(byte[] channel, long count) {
      messagesUp = true;
      checkUp();
    }

    @Override
    public void message(byte[] channel, byte[] message) {
      messageListeners.forEach(listener -> listener.accept(message));
    }
  }
}
