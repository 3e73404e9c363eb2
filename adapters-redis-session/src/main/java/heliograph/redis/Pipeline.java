package heliograph.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The one way to Redis: calls are sent in their order, many in one write. A call waits at most the
 * configured delay for others, an urgent one not at all.
 *
 * <p>{@link #submit} may be called by any thread and does not block. Bounded by {@code pendingMax}:
 * beyond it, as while Redis is out of reach, calls fail at once (never on the caller's stack).
 */
final class Pipeline {
  private static final Logger LOG = System.getLogger("heliograph.redis");
  private static final long JOIN_MS = 1_000;

  private final RedisConfig config;
  private final Health health;
  private final ScheduledExecutorService scheduler;
  private final Runnable reset;
  private final Wire wire;
  private final Thread sender;
  private final Queue<Call> queue = new ConcurrentLinkedQueue<>();

  /** Calls in the queue. */
  private final AtomicInteger queued = new AtomicInteger();

  /** Calls without a reply, those in the queue among them. */
  private final AtomicInteger pending = new AtomicInteger();

  private volatile StatefulConnection<byte[], byte[]> connection;
  private volatile boolean idle;
  private volatile boolean hurry;
  private volatile boolean closed;

  /**
   * Makes it, with no connection yet.
   *
   * @param reset what to do about a server that became a replica: connect anew, as the address may
   *     by now be that of another
   */
  Pipeline(
      RedisConfig config,
      Health health,
      ScheduledExecutorService scheduler,
      Wire wire,
      Runnable reset) {
    this.wire = wire;
    this.reset = reset;
    this.config = config;
    this.health = health;
    this.scheduler = scheduler;
    sender = Thread.ofPlatform().daemon().name("redis-sender").start(this::run);
  }

  /** Lets calls through to a connection; null stops them, and fails all that come. */
  void use(StatefulConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  /** Returns how many calls have no reply yet. */
  int pending() {
    return pending.get();
  }

  void submit(Call call) {
    if (pending.incrementAndGet() > config.pendingMax()) {
      fail(call, "more than " + config.pendingMax() + " commands are pending");
    } else if (connection == null || closed) {
      fail(call, "not connected");
    } else {
      enqueue(call);
    }
  }

  private void enqueue(Call call) {
    queue.add(call);
    boolean full = queued.incrementAndGet() >= config.batchMax();
    if (call.isUrgent()) {
      hurry = true;
    }
    if (idle || full || call.isUrgent()) {
      LockSupport.unpark(sender);
    }
  }

  /** Not on the caller's stack: a caller may hold a lock, or be amid something. */
  private void fail(Call call, String reason) {
    Reply.Lost lost = new Reply.Lost(reason);
    try {
      scheduler.execute(() -> finish(call, lost));
    } catch (RejectedExecutionException e) {
      finish(call, lost);
    }
  }

  private void finish(Call call, Reply reply) {
    boolean first = false;
    try {
      first = !call.isDone() && call.finish(reply);
    } catch (RuntimeException e) {
      first = true;
      LOG.log(Level.ERROR, "a reply of Redis could not be handled", e);
    } finally {
      if (first) {
        pending.decrementAndGet();
      }
    }
  }

  private void run() {
    while (true) {
      if (queue.isEmpty()) {
        if (closed) {
          return;
        }
        idle = true;
        if (queue.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        idle = false;
        continue;
      }
      if (!hurry && !closed && queued.get() < config.batchMax() && config.flushDelayMs() > 0) {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(config.flushDelayMs()));
      }
      hurry = false;
      while (send()) {
        // All that waits by now, a batch at a time.
      }
    }
  }

  /** Sends one batch; returns whether a full one may follow. */
  private boolean send() {
    List<Call> calls = new ArrayList<>();
    Call call;
    while (calls.size() < config.batchMax() && (call = queue.poll()) != null) {
      queued.decrementAndGet();
      calls.add(call);
    }
    if (!calls.isEmpty()) {
      dispatch(calls);
    }
    return calls.size() == config.batchMax();
  }

  private void dispatch(List<Call> calls) {
    StatefulConnection<byte[], byte[]> to = connection;
    if (to == null) {
      calls.forEach(call -> finish(call, new Reply.Lost("not connected")));
      return;
    }
    Flight flight = new Flight(calls.size());
    for (Call call : calls) {
      try {
        flight.add(call, call.command());
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a command for Redis could not be made", e);
        finish(call, new Reply.Lost("it could not be encoded"));
      }
    }
    flight.depart(to);
  }

  void close() {
    closed = true;
    LockSupport.unpark(sender);
    try {
      sender.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Commands sent together: they share a deadline. */
  private final class Flight {
    private final List<Call> calls;
    private final List<AsyncCommand<byte[], byte[], ?>> commands;
    private final AtomicInteger left = new AtomicInteger();
    private volatile ScheduledFuture<?> deadline;

    Flight(int size) {
      calls = new ArrayList<>(size);
      commands = new ArrayList<>(size);
    }

    void add(Call call, AsyncCommand<byte[], byte[], ?> command) {
      calls.add(call);
      commands.add(command);
    }

    void depart(StatefulConnection<byte[], byte[]> to) {
      left.set(commands.size());
      deadline = scheduler.schedule(this::expire, config.commandTimeoutMs(), TimeUnit.MILLISECONDS);
      for (int i = 0; i < commands.size(); i++) {
        Call call = calls.get(i);
        commands.get(i).onComplete((value, error) -> arrived(call, value, error));
      }
      try {
        wire.dispatch(to, commands);
      } catch (RuntimeException e) {
        commands.forEach(command -> command.completeExceptionally(e));
      }
    }

    private void expire() {
      if (calls.stream().allMatch(Call::isDone)) {
        return;
      }
      String reason = "no answer within " + config.commandTimeoutMs() + " ms";
      health.failed(reason);
      for (int i = 0; i < commands.size(); i++) {
        if (!calls.get(i).isDone()) {
          finish(calls.get(i), new Reply.Lost(reason));
          commands.get(i).cancel();
        }
      }
    }

    private void arrived(Call call, Object value, Throwable error) {
      if (left.decrementAndGet() == 0) {
        deadline.cancel(false);
      }
      if (error == null) {
        finish(call, new Reply.Answer(bytes(value)));
      } else if (!call.isDone()) {
        failed(call, error);
      }
    }

    private Object bytes(Object value) {
      return value instanceof String status ? status.getBytes(StandardCharsets.UTF_8) : value;
    }

    private void failed(Call call, Throwable error) {
      if (!(error instanceof RedisCommandExecutionException)) {
        if (!wire.isOneServer() && !closed) {
          // One of several: no end of a connection tells that it is out of reach.
          health.failed(reason(error));
        }
        finish(call, new Reply.Lost(reason(error)));
        return;
      }
      String message = reason(error);
      if (message.startsWith("NOSCRIPT") && call.sendWhole()) {
        enqueue(call);
        return;
      }
      Reply.Refused refused = new Reply.Refused(message);
      if (!refused.isOfData()) {
        health.failed(message);
      }
      if (message.startsWith("READONLY")) {
        reset.run();
      }
      finish(call, refused);
    }
  }

  /** Returns an error's first words, in one line. */
  static String reason(Throwable error) {
    Throwable root = error;
    for (Throwable cause = causeOf(root); cause != null; cause = causeOf(cause)) {
      root = cause;
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    return message.lines().findFirst().orElse("");
  }

  /**
   * Returns what caused an error, or null. Where no server of a cluster would tell the client of
   * the others, the errors of each are only suppressed in the client's: the first stands for all.
   */
  static Throwable causeOf(Throwable error) {
    if (error.getCause() == null && error instanceof RedisException) {
      return error.getSuppressed().length == 0 ? null : error.getSuppressed()[0];
    }
    return error.getCause() == error ? null : error.getCause();
  }
}
