package heliograph.testkit.simulation;

import heliograph.domain.Counts;
import heliograph.domain.Effect;
import heliograph.domain.Hub;
import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.domain.id.NodeId;
import heliograph.domain.message.Request;
import heliograph.testkit.simulation.Scenario.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One life of a node, from start to crash or stop: a hub, and what carries out its effects. */
final class Life {
  private static final long CLOCK_OFF_MAX_MS = 200;
  private static final long SLOWER = 20;

  final NodeId id;
  final Hub hub;
  private final World world;
  private final SimLog log;
  private final SimSessions sessions;
  private final SimPresence presence;
  private final SimControl control;
  private final Set<SimConnection> connections = new LinkedHashSet<>();

  /** What came while paused. */
  private final ArrayDeque<Input> backlog = new ArrayDeque<>();

  private boolean alive = true;
  private boolean paused;
  private boolean draining;
  private boolean slow;

  /** Whether a turn goes on, in which more inputs may come. */
  private boolean turnEnding;

  /** How far its clock is ahead. */
  private long clockAheadMs;

  /** When the next tick is due, by the world's clock. */
  private long tickAtMs = Long.MAX_VALUE;

  private long troubleAtMs;

  Life(World world, NodeId id) {
    this.world = world;
    this.id = id;
    hub = new Hub(id, world.scenario.limits());
    log = new SimLog(world, this);
    sessions = new SimSessions(world, this);
    presence = new SimPresence(world, this);
    control = new SimControl(world, this);
    if (world.chaos && world.scenario.has(Fault.CLOCKS_OFF)) {
      clockAheadMs = world.chance.between(-CLOCK_OFF_MAX_MS, CLOCK_OFF_MAX_MS);
    }
  }

  /** Returns a way between the node and what it stands on. */
  Channel channel(long delayMaxMs) {
    return world.channel(() -> slow ? SLOWER * delayMaxMs : delayMaxMs);
  }

  boolean isAlive() {
    return alive;
  }

  boolean isDraining() {
    return draining;
  }

  /** Returns when it was last paused, or cut off from anything; 0 for never. */
  long troubleAtMs() {
    return paused || slow || log.isCut() || presence.isCut() ? world.time.nowMs() : troubleAtMs;
  }

  void add(SimConnection connection) {
    connections.add(connection);
  }

  void remove(SimConnection connection) {
    connections.remove(connection);
  }

  /** Takes an input as the node's mailbox does. */
  void submit(Input input) {
    if (!alive) {
      return;
    }
    if (paused) {
      backlog.addLast(input);
    } else {
      handle(input);
    }
  }

  private void handle(Input input) {
    world.mark(id.value(), input);
    if (input instanceof Input.Asked(Peer peer, Request.Leave leave)) {
      world.cursors.left(((SimConnection) peer).session(), leave.room());
    }
    if (input instanceof Input.Closed(Peer peer)) {
      ((SimConnection) peer).conclude();
    }
    take(input);
    if (turnEnding) {
      return;
    }
    if (world.chance.in(0.3)) {
      endTurnLater();
    } else {
      endTurn();
    }
  }

  private void endTurnLater() {
    turnEnding = true;
    world.time.after(world.chance.delayMs(3), this::endTurn);
  }

  /** A node that is paused ends its turn when it goes on. One turn in two puts some writes off. */
  private void endTurn() {
    turnEnding = false;
    if (!alive || paused) {
      return;
    }
    take(
        world.chance.in(0.5)
            ? new Input.TurnYielded(world.chance.between(1, 2), world.chance.in(0.5))
            : new Input.TurnEnded());
    if (hub.isBehind()) {
      endTurnLater();
    }
  }

  private void take(Input input) {
    List<Effect> effects = hub.handle(input, world.time.nowMs() + clockAheadMs);
    effects.forEach(this::run);
    checkBounds();
    scheduleTick();
  }

  private void run(Effect effect) {
    if (world.isTracing()) {
      world.trace(id.value(), "  " + effect);
    }
    switch (effect) {
      case Effect.Write(var peer, var frames) -> ((SimConnection) peer).write(frames);
      case Effect.Close(var peer, var reason) -> ((SimConnection) peer).close(reason);
      case Effect.Pause(var peer) -> ((SimConnection) peer).pause();
      case Effect.Resume(var peer) -> ((SimConnection) peer).resume();
      case Effect.Append(long ticket, var draft) -> log.append(ticket, draft);
      case Effect.Broadcast(var message) -> log.broadcast(message);
      case Effect.Follow(var room) -> log.follow(room);
      case Effect.Unfollow(var room) -> log.unfollow(room);
      case Effect.Read(long ticket, var span) -> log.read(ticket, span);
      case Effect.LoadSession(long ticket, var session) -> sessions.load(ticket, session);
      case Effect.SaveSession(long ticket, var session, long expectedVersion, boolean claim) ->
          sessions.save(ticket, session, expectedVersion);
      case Effect.EnterPresence(var room, var member) -> presence.enter(room, member);
      case Effect.LeavePresence(var room, var session) -> presence.leave(room, session);
      case Effect.ListPresence(long ticket, var room, int max) -> presence.list(ticket, room, max);
      case Effect.Announce(var what) -> control.announce(what);
    }
  }

  private void checkBounds() {
    // The ring keeps its newest message, however large: one a room, and messages are small here.
    long slack = 400L * (world.rooms.size() + world.scenario.clients());
    Counts counts = hub.counts();
    world.require(
        counts.ringBytes() <= world.scenario.limits().nodeRingBytesMax() + slack,
        Invariant.BOUNDS,
        "%s keeps %d bytes of recent messages",
        id,
        counts.ringBytes());
  }

  private void scheduleTick() {
    long nextMs = hub.nextDueMs();
    if (nextMs == Long.MAX_VALUE) {
      return;
    }
    long dueMs = Math.max(nextMs - clockAheadMs, world.time.nowMs());
    if (dueMs >= tickAtMs) {
      return;
    }
    boolean off = world.chaos && world.scenario.has(Fault.TICKS_OFF);
    long lateMs = off ? world.chance.delayMs(80) : 0;
    tickAtMs = dueMs;
    world.time.at(dueMs + lateMs, () -> tick(dueMs));
    if (off && world.chance.in(0.1)) {
      world.time.after(world.chance.delayMs(200), () -> submit(new Input.Tick()));
    }
  }

  private void tick(long dueMs) {
    if (tickAtMs == dueMs) {
      tickAtMs = Long.MAX_VALUE;
    }
    if (alive) {
      submit(new Input.Tick());
    }
  }

  void drain(long windowMs) {
    draining = true;
    submit(new Input.DrainStarted(windowMs));
  }

  /** Stops in an orderly way: what is under way is given a moment. */
  void stop() {
    end();
    world.time.after(
        50,
        () -> {
          log.close();
          presence.leaveCluster();
          control.close();
        });
  }

  /** Vanishes; others find out when its lease is over. */
  void crash() {
    world.crashedAtMs = world.time.nowMs();
    end();
    log.crash();
    sessions.crash();
    presence.crash();
    control.close();
  }

  private void end() {
    alive = false;
    if (world.isTracing()) {
      world.trace(id.value(), "ends");
    }
    new ArrayList<>(connections).forEach(SimConnection::serverGone);
  }

  void pause() {
    paused = true;
    world.trouble();
    presence.hold();
  }

  void goOn() {
    if (!paused || !alive) {
      return;
    }
    paused = false;
    world.trouble();
    troubleAtMs = world.time.nowMs();
    presence.letGo();
    while (!paused && alive && !backlog.isEmpty()) {
      handle(backlog.removeFirst());
    }
    endTurn();
  }

  void cutLog() {
    log.cut();
    control.cut();
  }

  void healLog() {
    if (log.isCut()) {
      troubleAtMs = world.time.nowMs();
      log.heal();
      control.heal();
    }
  }

  void slow(boolean on) {
    slow = on;
    world.trouble();
    troubleAtMs = world.time.nowMs();
  }

  /** Sets its clock forward or back, to a time that may be wrong. */
  void setClock() {
    clockAheadMs = world.chance.between(-CLOCK_OFF_MAX_MS, CLOCK_OFF_MAX_MS);
    submit(new Input.Tick());
  }

  void cutStore() {
    sessions.cut();
    presence.hold();
  }

  void healStore() {
    sessions.heal();
    if (!paused) {
      presence.letGo();
    }
    troubleAtMs = world.time.nowMs();
  }
}
