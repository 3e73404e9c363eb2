package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * The one thread that reads all partitions of the log, life after life, and hands on what this node
 * follows. It alone decides what is followed from which position on, so between two records there
 * is always one clear answer.
 */
final class Reader implements Runnable {
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final long AGAIN_MS = 100;
  private static final System.Logger LOG = System.getLogger(Reader.class.getName());

  /** What others ask of the reader; carried out between two polls, in order. */
  private sealed interface Command {
    record Follow(RoomName room) implements Command {}

    record Unfollow(RoomName room) implements Command {}
  }

  /** What the reader needs from the log it is part of. */
  interface Host {
    /** Makes the way to append to a life, which is then {@link #appender}; may block a moment. */
    Appender begin(Life life);

    /** Ends the way to append, and answers what is open. */
    void end(LogFailure failure);

    /** The reader lost its place: it needs a new beginning. */
    void lost(String why);
  }

  private final Clients clients;
  private final String topic;
  private final FollowedRooms rooms;
  private final Inbox inbox;
  private final Telemetry telemetry;
  private final Linger linger;
  private final Host host;
  private final OneLine warnings = new OneLine(Reader.class);

  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean parked = new AtomicBoolean();
  private final AtomicReference<Beginning> wanted = new AtomicReference<>();
  private volatile boolean closed;

  /** Why the last poll failed; null if it did not. */
  private volatile String fault;

  private volatile Thread thread;
  private volatile KafkaConsumer<ByteBuffer, ByteBuffer> consumer;
  private volatile OpenConnections connections;

  /** Ends of partitions that are to be passed before this node is up to date; null: it is. */
  private final AtomicReference<long[]> goal = new AtomicReference<>();

  /** The rest is touched by the reader's thread only. */
  private Appender appender;

  private Beginning current;
  private Incoming incoming;
  private boolean live;
  private boolean hadLife;

  Reader(
      Clients clients,
      String topic,
      FollowedRooms rooms,
      Inbox inbox,
      Telemetry telemetry,
      Linger linger,
      Host host) {
    this.clients = clients;
    this.topic = topic;
    this.rooms = rooms;
    this.inbox = inbox;
    this.telemetry = telemetry;
    this.linger = linger;
    this.host = host;
  }

  void follow(RoomName room) {
    tell(new Command.Follow(room));
  }

  void unfollow(RoomName room) {
    tell(new Command.Unfollow(room));
  }

  /** Has the reader begin anew, with another life of the log or at another place. */
  void begin(Beginning beginning) {
    goal.set(beginning.liveFrom());
    wanted.set(beginning);
    wake();
  }

  /** Has the reader stop until there is a beginning: what it would read is not what it was. */
  void halt() {
    wanted.set(null);
    wake();
  }

  /** Says how far this node must read to be up to date again; arrays by partition. */
  void catchUpTo(long[] ends) {
    goal.set(ends);
    wake();
  }

  /** Returns whether all up to the last goal was read. */
  boolean isUpToDate() {
    return goal.get() == null && fault == null;
  }

  /** Returns why records do not arrive though the brokers can be reached; null if they may. */
  String fault() {
    return fault;
  }

  boolean hasNoConnection() {
    OpenConnections open = connections;
    return open == null || open.none();
  }

  void close() {
    closed = true;
    wake();
  }

  private void tell(Command command) {
    commands.add(command);
    wake();
  }

  private void wake() {
    if (parked.compareAndSet(true, false)) {
      KafkaConsumer<ByteBuffer, ByteBuffer> polling = consumer;
      if (polling != null) {
        polling.wakeup();
      } else {
        LockSupport.unpark(thread);
      }
    }
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    while (!closed) {
      Beginning next = wanted.get();
      if (next == null || next == current) {
        awaitBeginning();
        continue;
      }
      try {
        read(next);
      } catch (InvalidOffsetException e) {
        again("the log no longer has the place where this node was reading", e);
      } catch (RuntimeException e) {
        again("reading the log broke off", e);
      }
    }
    endLife(LogFailure.TIMEOUT);
  }

  private void again(String what, RuntimeException e) {
    boolean elsewhereSoon = wanted.get() != current;
    if (!closed && !elsewhereSoon) {
      LOG.log(System.Logger.Level.WARNING, "{0}; beginning anew: {1}", what, Failures.words(e));
      LOG.log(System.Logger.Level.DEBUG, what, e);
      Pause.ms(AGAIN_MS);
      host.lost(what);
    }
  }

  private void awaitBeginning() {
    parked.set(true);
    Beginning next = wanted.get();
    if (!closed && (next == null || next == current)) {
      LockSupport.parkNanos(IDLE.toNanos());
    }
    parked.set(false);
  }

  /** Reads from a beginning until there is another, or the end. */
  private void read(Beginning beginning) {
    current = beginning;
    KafkaConsumer<ByteBuffer, ByteBuffer> polling = clients.consumer("reader", "none");
    try {
      List<TopicPartition> partitions = partitions(beginning.life());
      polling.assign(partitions);
      for (TopicPartition p : partitions) {
        polling.seek(p, beginning.from()[p.partition()]);
      }
      startLife(beginning);
      connections = new OpenConnections(polling.metrics());
      consumer = polling;
      while (!closed && wanted.get() == beginning) {
        ConsumerRecords<ByteBuffer, ByteBuffer> polled = poll(polling);
        carryOut();
        incoming.take(polled);
        advance(polled);
        // Together: a message, and the reply to its publisher if the broker has confirmed it.
        inbox.flush();
        linger.read(polled.count(), System.nanoTime());
      }
    } finally {
      connections = null;
      consumer = null;
      Clients.close(polling);
    }
  }

  private List<TopicPartition> partitions(Life life) {
    return IntStream.range(0, life.partitions())
        .mapToObj(i -> new TopicPartition(topic, i))
        .toList();
  }

  private void startLife(Beginning beginning) {
    endLife(LogFailure.TIMEOUT);
    live = false;
    incoming = new Incoming(beginning.from(), rooms, inbox, telemetry, warnings);
    rooms.clear();
    if (hadLife) {
      inbox.submit(new Input.EpochChanged(beginning.life().epoch()));
    }
    hadLife = true;
    appender = host.begin(beginning.life());
    for (int i = 0; i < beginning.from().length; i++) {
      appender.passed(i, incoming.passed(i));
    }
    turnLive();
  }

  private void endLife(LogFailure failure) {
    host.end(failure);
    appender = null;
  }

  /** Waits for records, but only where nothing else is to be done. */
  private ConsumerRecords<ByteBuffer, ByteBuffer> poll(
      KafkaConsumer<ByteBuffer, ByteBuffer> polling) {
    parked.set(true);
    boolean idle = (commands.isEmpty() || !live) && !closed && wanted.get() == current;
    try {
      ConsumerRecords<ByteBuffer, ByteBuffer> polled = polling.poll(idle ? IDLE : Duration.ZERO);
      fault = null;
      return polled;
    } catch (WakeupException e) {
      return ConsumerRecords.empty();
    } catch (InvalidOffsetException e) {
      throw e;
    } catch (KafkaException e) {
      fault = "the log cannot be read: " + Failures.words(e);
      warnings.warn(() -> fault);
      Pause.ms(200);
      return ConsumerRecords.empty();
    } finally {
      parked.set(false);
    }
  }

  /** Rooms are followed only when the whole dedupe window was handed on. */
  private void carryOut() {
    while (live && commands.poll() instanceof Command command) {
      switch (command) {
        case Command.Follow(RoomName room) -> incoming.follow(room, current.life());
        case Command.Unfollow(RoomName room) -> rooms.remove(room);
      }
    }
  }

  /** Positions, not records, say how far it is: transactions leave gaps that have no record. */
  private void advance(ConsumerRecords<ByteBuffer, ByteBuffer> polled) {
    polled
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              incoming.pass(partition.partition(), next.offset() - 1);
              appender.passed(partition.partition(), next.offset() - 1);
            });
    turnLive();
    if (live) {
      incoming.tellPassed();
    }
  }

  private void turnLive() {
    if (!live && incoming.isPast(current.liveFrom())) {
      live = true;
      carryOut();
    }
    long[] ends = goal.get();
    if (live && ends != null && ends.length == current.from().length && incoming.isPast(ends)) {
      goal.compareAndSet(ends, null);
    }
  }
}
