package heliograph.app.node;

import heliograph.domain.Counts;
import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.ports.ClientInbox;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Turns the hub: takes inputs in the order they came, carries their effects out. One thread at a
 * time does, whoever has claimed the turn: the hub's own thread, or, while that sleeps and there is
 * little to do, the one that came with an input, which saves two changes of threads; on a busy node
 * one that serves clients, at its next look.
 *
 * <p>Outcomes always find room, as there are never more of them than effects that are under way.
 * What comes by itself is bounded: beyond {@link #CLIENT_INPUTS_MAX} whoever submits an input of a
 * client waits, and so stops reading from its socket; beyond {@link #LOG_BATCHES_MAX} the log's
 * reader waits, and beyond {@link #CONTROLS_MAX} that of the controls, and so stops fetching;
 * beyond {@link #EPHEMERALS_MAX} ephemeral messages and presence changes are dropped, as they are
 * for clients that read slowly.
 */
public final class HubLoop implements Inbox, ClientInbox {
  /** Inputs of clients that may wait for the hub. */
  static final int CLIENT_INPUTS_MAX = 16_384;

  /** Batches of the log's records that may wait for the hub. */
  static final int LOG_BATCHES_MAX = 16;

  /** Controls of all nodes that may wait for the hub. */
  static final int CONTROLS_MAX = 1_024;

  /** Ephemeral messages and presence changes that may wait for the hub. */
  static final int EPHEMERALS_MAX = 4_096;

  /** Inputs taken before writes are started and time is looked at. */
  private static final int BATCH_MAX = 256;

  /** Inputs of clients that are little to do: less than waking a thread costs. */
  private static final int FEW = 64;

  /** Turns in a row of a thread that came with an input. */
  private static final int TURNS_MAX = 4;

  /**
   * Inputs such a thread takes: what it wrote itself and no more, so that all those clients can be
   * written to again when it has the next message for them.
   */
  private static final int MANY = TURNS_MAX * BATCH_MAX;

  /**
   * Clients that one turn of such a thread writes to. It writes that much, half a millisecond's
   * worth, and looks for inputs, before the next ones' writes are put together: so what comes while
   * the members of a large room are written to still goes out with the writes that are left.
   */
  private static final int WRITES_MAX = 64;

  /** Taken by a turn that somebody else has claimed. */
  private static final int NOT_MINE = -1;

  private static final long SLEEP_MS_MAX = 1_000;
  private static final System.Logger LOG = System.getLogger(HubLoop.class.getName());

  private final Hub hub;
  private final LongSupplier epochMs;
  private final Telemetry telemetry;
  private final Runnable onDeath;
  private final MpscUnboundedArrayQueue<Input> mailbox = new MpscUnboundedArrayQueue<>(1_024);
  private final Semaphore clientRoom = new Semaphore(CLIENT_INPUTS_MAX);
  private final Gate logRoom = new Gate(LOG_BATCHES_MAX);
  private final Gate controlRoom = new Gate(CONTROLS_MAX);
  private final Gate ephemeralRoom = new Gate(EPHEMERALS_MAX);
  private final Thread thread;

  /** Set before the thread starts. */
  private EffectRunner runner;

  /** Who turns the hub: the only one to touch it, and the runner; null while nobody does. */
  private final AtomicReference<Thread> turning = new AtomicReference<>();

  /** When the hub is to be told the time. Written by who turns it. */
  private volatile long dueMs;

  /** When the hub's thread wakes by itself. Written by it. */
  private volatile long wakesAtMs;

  /** Why a turn on another thread failed. */
  private volatile Throwable failure;

  /** Whether a turn has left something to be written for the next. Written by who turns the hub. */
  private volatile boolean behind;

  private volatile boolean sleeping;
  private volatile boolean stopped;
  private volatile long turnedAtMs;
  private volatile Counts counts;

  /**
   * Makes a loop that does not turn yet.
   *
   * @param epochMs the clock
   * @param onDeath runs on the hub's thread if it cannot go on
   */
  public HubLoop(Hub hub, LongSupplier epochMs, Telemetry telemetry, Runnable onDeath) {
    this.hub = hub;
    this.epochMs = epochMs;
    this.telemetry = telemetry;
    this.onDeath = onDeath;
    this.counts = hub.counts();
    this.thread = Thread.ofPlatform().name("hub").unstarted(this::run);
  }

  /** Starts to turn; what was submitted before is taken first. */
  public void start(EffectRunner effects) {
    runner = effects;
    turnedAtMs = epochMs.getAsLong();
    thread.start();
  }

  /** Ends the loop after what is in the mailbox; waits for it, for at most a second. */
  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void submit(Input.Outcome outcome) {
    submitLater(outcome);
    if (!isLeft()) {
      wake();
    }
  }

  @Override
  public void submitLater(Input.Outcome outcome) {
    if (isEphemeral(outcome) && !ephemeralRoom.tryEnter()) {
      return;
    }
    // A log within this process delivers within a turn, which must go on.
    boolean mayWait = turning.get() != Thread.currentThread();
    if (outcome instanceof Input.Records) {
      logRoom.enter(mayWait);
    } else if (outcome instanceof Input.Controlled) {
      controlRoom.enter(mayWait);
    }
    mailbox.offer(outcome);
  }

  @Override
  public void submit(Input.FromClient input) throws InterruptedException {
    clientRoom.acquire();
    mailbox.offer(input);
    wake();
  }

  @Override
  public boolean trySubmit(Input.FromClient input) {
    if (!clientRoom.tryAcquire()) {
      return false;
    }
    mailbox.offer(input);
    return true;
  }

  @Override
  public boolean flush(boolean looked) {
    return turnHere(new Input.TurnYielded(WRITES_MAX, looked));
  }

  @Override
  public void flush() {
    if (!isLeft()) {
      turnHere(new Input.TurnEnded());
    }
  }

  @Override
  public boolean isWaiting() {
    return sleeping && turning.get() == null && (!mailbox.isEmpty() || behind);
  }

  /** Leaves what waits to a thread that is going to look for it; returns whether there is one. */
  private boolean isLeft() {
    return isWaiting() && isLittle() && runner.lookSoon();
  }

  /**
   * Turns the hub on this thread, if it sleeps and there is little to do; wakes it where there is
   * more. Returns whether something is left to this thread to be written later.
   */
  private boolean turnHere(Input end) {
    if (!sleeping || mailbox.isEmpty() && !behind) {
      // Whoever is awake looks into the mailbox before it sleeps.
      return false;
    }
    if (!isLittle() || !turning.compareAndSet(null, Thread.currentThread())) {
      wake();
      return false;
    }
    try {
      turn(end);
      // What is written in a turn is input of the next.
      for (int i = 1; i < TURNS_MAX && !mailbox.isEmpty(); i++) {
        turn(end);
      }
    } catch (Throwable e) {
      failure = e;
    }
    boolean leftToCaller = behind;
    turning.set(null);
    if (!mailbox.isEmpty() || dueMs < wakesAtMs || failure != null) {
      wake();
    }
    return leftToCaller;
  }

  private boolean isLittle() {
    int ofClients = CLIENT_INPUTS_MAX - clientRoom.availablePermits();
    return ofClients <= FEW && mailbox.size() <= MANY;
  }

  /** Returns how much the hub held when last looked at, at most about a second ago. Any thread. */
  public Counts counts() {
    return counts;
  }

  /** Returns how long ago the loop last turned, in milliseconds; it does at least once a second. */
  public long lagMs() {
    return thread.isAlive() ? Math.max(0, epochMs.getAsLong() - turnedAtMs) : Long.MAX_VALUE;
  }

  /** Returns how many inputs wait for the hub. Any thread. */
  public int waiting() {
    return mailbox.size();
  }

  /** Wakes the hub's thread, unless somebody turns the hub, who will look into the mailbox. */
  private void wake() {
    if (sleeping && turning.get() == null) {
      // So that not all who come before it runs do so too.
      sleeping = false;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    try {
      long countedAtMs = 0;
      while (true) {
        int taken = NOT_MINE;
        if (turning.compareAndSet(null, thread)) {
          long nowMs = epochMs.getAsLong();
          if (failure != null) {
            throw failure;
          }
          taken = turn(new Input.TurnEnded());
          if (nowMs - countedAtMs >= 1_000) {
            countedAtMs = nowMs;
            counts = hub.counts();
          }
          turning.set(null);
        }
        if (taken == 0 && stopped) {
          return;
        }
        if (taken <= 0) {
          sleep();
        }
      }
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "the hub cannot go on: the node has to be started anew", e);
      onDeath.run();
    } finally {
      logRoom.open();
      controlRoom.open();
    }
  }

  /** For who has claimed the turn. */
  private int turn(Input end) {
    long nowMs = epochMs.getAsLong();
    turnedAtMs = nowMs;
    int taken = 0;
    Input input;
    while (taken < BATCH_MAX && (input = mailbox.poll()) != null) {
      taken++;
      makeRoom(input);
      count(input);
      handle(input, nowMs);
    }
    if (nowMs >= hub.nextDueMs()) {
      handle(new Input.Tick(), nowMs);
    }
    handle(end, nowMs);
    runner.flush();
    behind = hub.isBehind();
    dueMs = hub.nextDueMs();
    return taken;
  }

  private static boolean isEphemeral(Input input) {
    return input instanceof Input.EphemeralReceived || input instanceof Input.PresenceChanged;
  }

  private void makeRoom(Input input) {
    switch (input) {
      case Input.Records records -> logRoom.leave();
      case Input.Controlled controlled -> controlRoom.leave();
      case Input.FromClient client -> clientRoom.release();
      case Input.EphemeralReceived ephemeral -> ephemeralRoom.leave();
      case Input.PresenceChanged changed -> ephemeralRoom.leave();
      case Input other -> {}
    }
  }

  private void count(Input input) {
    switch (input) {
      case Input.Appended appended -> telemetry.count(Counter.MESSAGES_PUBLISHED, 1);
      case Input.AppendFailed failed -> telemetry.count(Counter.LOG_FAILURES, 1);
      case Input.ReadFailed failed -> telemetry.count(Counter.LOG_FAILURES, 1);
      case Input.StoreFailed failed -> telemetry.count(Counter.STORE_FAILURES, 1);
      case Input.PresenceFailed failed -> telemetry.count(Counter.STORE_FAILURES, 1);
      case Input other -> {}
    }
  }

  private void handle(Input input, long nowMs) {
    List<Effect> effects;
    try {
      effects = hub.handle(input, nowMs);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "internal error on " + describe(input), e);
      if (input instanceof Input.Asked asked) {
        handle(
            new Input.Faulty(
                asked.peer(), asked.request().id(), ErrorCode.INTERNAL, "internal error", -1),
            nowMs);
      }
      return;
    }
    for (int i = 0; i < effects.size(); i++) {
      runner.run(effects.get(i));
    }
  }

  /** What it was, and whose: not what was in it. */
  private static String describe(Input input) {
    return input instanceof Input.Asked asked
        ? asked.request().getClass().getSimpleName() + " of connection " + asked.peer()
        : input.getClass().getSimpleName();
  }

  private void sleep() {
    long nowMs = epochMs.getAsLong();
    wakesAtMs = Math.min(dueMs, nowMs + SLEEP_MS_MAX);
    sleeping = true;
    boolean nothingToDo =
        mailbox.isEmpty() && !behind && dueMs >= wakesAtMs || turning.get() != null;
    if (nothingToDo && !stopped) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.max(1, wakesAtMs - nowMs)));
    }
    sleeping = false;
  }
}
