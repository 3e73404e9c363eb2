package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Span;
import heliograph.ports.Inbox;
import heliograph.ports.RoomLog;
import heliograph.ports.Telemetry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/**
 * The room log on a Kafka topic. A room's partition is that of its name by Kafka's default
 * partitioner, a position is an offset, and the epoch is the topic's id with the number of
 * partitions. Safe for use by any thread.
 *
 * <p>While no broker can be reached, appends and reads fail with {@code UNAVAILABLE} at once. If
 * the topic is deleted they fail with {@code REFUSED} until there is one again, which is a new
 * epoch; nodes that run do not create it anew. {@link Input.EpochChanged} with the epoch that was
 * before means that this node lost its place, by retention: what is kept can be read.
 */
public final class KafkaRoomLog implements RoomLog {
  private static final long CLOSE_GRACE_MS = 2_000;

  private final KafkaConfig config;
  private final Telemetry telemetry;
  private final Clients clients;
  private final Linger linger;
  private final Gatherer gatherer;
  private final FollowedRooms rooms = new FollowedRooms();
  private final Reach reach = new Reach("the log on Kafka was not reached yet");

  /** A way to append, with the life of the log it is for. */
  private record Writing(Life life, Appender appender) {}

  /** Null before the log is known, and while its topic is gone. */
  private volatile Writing writing;

  private volatile boolean closed;

  /** Set once, by {@link #start}. */
  private Inbox inbox;

  private Admin admin;
  private Reader reader;
  private Monitor monitor;
  private CatchUp catchUp;
  private EphemeralLane ephemeral;
  private Thread readerThread;
  private Thread monitorThread;
  private Thread ephemeralThread;

  /** Makes a log that does nothing before {@link #start}. */
  public KafkaRoomLog(KafkaConfig config, Telemetry telemetry) {
    this.config = config;
    this.telemetry = telemetry;
    this.clients = new Clients(config);
    long lingerNanos = TimeUnit.MILLISECONDS.toNanos(config.lingerMs());
    this.linger = new Linger(lingerNanos, config.lingerAbove(), System.nanoTime());
    this.gatherer = new Gatherer(linger::nanos, telemetry);
  }

  /**
   * Creates the topics where there are none, and blocks until the log was read from the beginning
   * of the dedupe window on, or until the start timeout has passed: then it goes on trying.
   *
   * @throws IllegalStateException if an existing topic is not as configured, or Kafka refuses this
   *     node; the message is one line that says what to do
   */
  @Override
  public void start(Inbox to) {
    inbox = to;
    try {
      clients.check();
      admin = clients.admin();
    } catch (KafkaException e) {
      throw new IllegalStateException(
          "no Kafka client can be made: " + Failures.words(e.getCause() == null ? e : e.getCause()),
          e);
    }
    reader = new Reader(clients, config.topic(), rooms, inbox, telemetry, linger, new Host());
    monitor = new Monitor(config, admin, reach, reader, new Watched());
    catchUp = new CatchUp(config, clients, this::life, inbox, telemetry);
    ephemeral = new EphemeralLane(config, clients, rooms, inbox);
    thread("heliograph-log-sender", gatherer);
    readerThread = thread("heliograph-log-reader", reader);
    monitorThread = thread("heliograph-log-monitor", monitor);
    catchUp.start();
    awaitStarted();
  }

  private static Thread thread(String name, Runnable task) {
    return Thread.ofPlatform().daemon().name(name).start(task);
  }

  private void awaitStarted() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.startTimeoutMs());
    CompletableFuture<Void> started = monitor.started();
    try {
      started.get(config.startTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      close();
      throw e.getCause() instanceof IllegalStateException refusal
          ? refusal
          : new IllegalStateException("the log on Kafka cannot be started", e.getCause());
    } catch (TimeoutException e) {
      // The monitor goes on; trouble() says why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ephemeralThread = thread("heliograph-ephemeral", ephemeral);
    try {
      ephemeral.awaitReady(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void follow(RoomName room) {
    reader.follow(room);
  }

  @Override
  public void unfollow(RoomName room) {
    reader.unfollow(room);
  }

  @Override
  public void append(long ticket, Draft draft) {
    LogFailure failure = reach.failure();
    Writing now = writing;
    if (failure == null && (now == null || closed)) {
      failure = LogFailure.UNAVAILABLE;
    }
    if (failure == null && isDisconnected()) {
      reach.lost("no broker of " + config.bootstrapServers() + " can be reached");
      failure = LogFailure.UNAVAILABLE;
    }
    if (failure == null) {
      now.appender().append(ticket, draft);
    } else {
      inbox.submit(new Input.AppendFailed(ticket, failure));
    }
  }

  @Override
  public void read(long ticket, Span span) {
    LogFailure failure = reach.failure();
    if (failure == null) {
      catchUp.read(ticket, span);
    } else {
      catchUp.fail(ticket, failure);
    }
  }

  @Override
  public void broadcast(Ephemeral message) {
    ephemeral.broadcast(message);
  }

  @Override
  public String trouble() {
    return reach.words();
  }

  @Override
  public void close() {
    if (closed || reader == null) {
      return;
    }
    closed = true;
    Writing now = writing;
    if (now != null && reach.isFine()) {
      now.appender().drain(CLOSE_GRACE_MS);
    }
    monitor.close();
    monitorThread.interrupt();
    ephemeral.close();
    catchUp.close();
    reader.close();
    join(readerThread);
    join(monitorThread);
    if (ephemeralThread != null) {
      join(ephemeralThread);
    }
    endWriting(LogFailure.TIMEOUT);
    gatherer.close();
    admin.close(Duration.ZERO);
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_GRACE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Life life() {
    Writing now = writing;
    return now == null ? null : now.life();
  }

  /** Both clients look, because one that had to do with one broker only may lose that one. */
  private boolean isDisconnected() {
    Writing now = writing;
    return (now == null || now.appender().hasNoConnection()) && reader.hasNoConnection();
  }

  private synchronized void endWriting(LogFailure failure) {
    Writing now = writing;
    writing = null;
    if (now != null) {
      now.appender().abandon(failure);
    }
  }

  private final class Watched implements Monitor.Node {
    @Override
    public boolean isDisconnected() {
      return KafkaRoomLog.this.isDisconnected();
    }

    @Override
    public boolean isReady() {
      Writing now = writing;
      return now != null && now.appender().isReady() && !reader.hasNoConnection();
    }

    @Override
    public void topicGone() {
      endWriting(LogFailure.REFUSED);
    }
  }

  private final class Host implements Reader.Host {
    @Override
    public Appender begin(Life life) {
      KafkaProducer<byte[], byte[]> producer =
          clients.durableProducer("writer", config.deliveryTimeoutMs());
      try {
        Prefetch.await(producer, config.topic(), () -> closed);
      } catch (KafkaException e) {
        producer.close(Duration.ZERO);
        throw e;
      }
      Appender appender = new Appender(life, config, producer, gatherer, inbox);
      writing = new Writing(life, appender);
      return appender;
    }

    @Override
    public void end(LogFailure failure) {
      endWriting(failure);
    }

    @Override
    public void lost(String why) {
      reach.lost(why);
      monitor.placeLost();
    }
  }
}
