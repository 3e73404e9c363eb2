package heliograph.testkit.simulation;

import heliograph.domain.CloseReason;
import heliograph.domain.Input;
import heliograph.domain.Limits.SlowConsumers;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.testkit.simulation.Scenario.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A client that does what the protocol tells clients to do: keeps its cursors, resumes, joins again
 * with {@code from} what a broken socket lost, repeats publishes with their key, drops what it has.
 */
final class SimClient {
  private static final long PATIENCE_MS = 2_500;

  /** How long a welcome may be on its way, so that its node can be dead when it arrives. */
  private static final long ON_ITS_WAY_MS = 100;

  /** How long after trouble a node has surely saved all sessions again. */
  private static final long SAVED_AGAIN_MS = 2_500;

  final Requests requests;
  final Rooms rooms;
  final InboxOf inbox;
  final Publisher publisher;
  final Acks acks;
  private final World world;
  private final String name;
  private final UserId user;
  private final Habits habits;
  private final Deeds deeds;
  private final Arrivals arrivals;

  /** All sessions it ever had: messages that skip them may or may not come. */
  private final Set<SessionId> sessions = new HashSet<>();

  private final Attempts attempts;
  private SimConnection connection;

  /** The last one that was welcomed and is gone; null for none. */
  private SimConnection last;

  private boolean welcomed;
  private SessionId session;
  private String resume;
  private long welcomedAtMs;
  private long lostAtMs;

  private boolean leaving;

  SimClient(World world, int number) {
    this.world = world;
    name = "client-" + number;
    user = world.chance.of(world.users);
    habits = Habits.of(world.chance);
    requests = new Requests(world, this);
    rooms = new Rooms(world, this);
    inbox = new InboxOf(world, this);
    publisher = new Publisher(world, this);
    acks = new Acks(world, this);
    deeds = new Deeds(world, this);
    arrivals = new Arrivals(world, this, deeds);
    attempts = new Attempts(world);
  }

  String name() {
    return name;
  }

  UserId user() {
    return user;
  }

  Habits habits() {
    return habits;
  }

  SessionId session() {
    return session;
  }

  Set<SessionId> sessions() {
    return sessions;
  }

  SimConnection connection() {
    return connection;
  }

  boolean isOnline() {
    return connection != null && welcomed;
  }

  /** Returns whether what it last did may have gone unsaved, by no fault of the node's. */
  boolean wasDisturbed() {
    return wasTroubled() || world.crashedAtMs + ON_ITS_WAY_MS >= welcomedAtMs;
  }

  /**
   * Returns whether the last connection was lost so soon after some moment that what happened then
   * was still on its way to the store.
   */
  boolean wasLostSoonAfter(long ms) {
    return lostAtMs - ms <= ON_ITS_WAY_MS;
  }

  private boolean wasTroubled() {
    return world.troubleAtMs() + SAVED_AGAIN_MS >= welcomedAtMs;
  }

  /** Returns whether a node died so soon after the welcome that the session may not be stored. */
  private boolean wasCutShort() {
    return world.crashedAtMs + ON_ITS_WAY_MS >= welcomedAtMs
        && world.crashedAtMs - welcomedAtMs < 1_000;
  }

  long readDelayMs() {
    return world.chance.delayMs(world.chaos ? habits.readMaxMs() : 5);
  }

  /** Returns an action that does nothing once the present connection is lost. */
  Runnable whileConnected(Runnable action) {
    SimConnection now = connection;
    return () -> {
      if (connection == now && isOnline()) {
        action.run();
      }
    };
  }

  void start() {
    world.time.after(
        world.chance.delayMs(500),
        () -> {
          connect();
          deeds.goOn();
        });
  }

  // Connecting.

  void connect() {
    if (leaving || connection != null) {
      return;
    }
    SimNode node = world.chance.of(world.nodes);
    connection = node.connect(this, principal(), resume);
    if (connection == null) {
      world.time.after(world.chance.between(20, 200), this::connect);
      return;
    }
    attempts.opened(connection);
    welcomed = false;
    SimConnection attempt = connection;
    world.time.after(
        PATIENCE_MS,
        () -> {
          if (connection == attempt && !welcomed) {
            breakConnection();
          }
        });
  }

  Principal principal() {
    boolean expires = world.chaos && world.scenario.has(Fault.TOKENS_EXPIRE);
    return new Principal(
        user,
        Grants.ALL,
        expires ? world.time.nowMs() + world.chance.between(300, 6_000) : Principal.NEVER);
  }

  /** Connects a second time, as a client does that has not noticed yet that it is connected. */
  void connectTwice() {
    attempts.abandon(connection);
    gone();
    connect();
  }

  void breakConnection() {
    SimConnection broken = connection;
    broken.breakNetwork();
    gone();
    comeBack();
  }

  void closeConnection() {
    SimConnection closed = connection;
    closed.closeByClient();
    gone();
    comeBack();
  }

  private void gone() {
    if (welcomed) {
      lostAtMs = world.time.nowMs();
      last = connection;
    }
    connection = null;
    welcomed = false;
    requests.connectionLost();
    publisher.connectionLost();
    rooms.connectionLost();
    inbox.connectionLost();
  }

  private void comeBack() {
    long resumeMs = world.scenario.limits().resumeMs();
    long delayMs = world.chance.delayMs(resumeMs / 4);
    if (world.chaos && world.chance.in(0.1)) {
      delayMs = world.chance.between(resumeMs, 2 * resumeMs);
    }
    if (world.chaos && world.chance.in(0.05)) {
      resume = null;
    }
    world.time.after(delayMs, this::connect);
  }

  /** The connection broke, as its node is gone. */
  void lost(SimConnection which) {
    attempts.gone(which);
    if (which == connection) {
      gone();
      comeBack();
    }
  }

  void closed(SimConnection which, CloseReason reason) {
    attempts.gone(which);
    if (which != connection) {
      return;
    }
    boolean earned =
        switch (reason) {
          case TAKEN_OVER -> attempts.mayHaveTaken(which, which);
          case TOO_SLOW ->
              !world.scenario.ample()
                  || world.scenario.limits().slowConsumers() == SlowConsumers.CLOSE;
          case TOKEN_EXPIRED -> world.scenario.has(Fault.TOKENS_EXPIRE);
          case BAD_FRAMES, RATE_LIMITED -> deeds.misbehaved();
          case DRAINING -> world.scenario.has(Fault.DRAIN);
          case RECONNECT ->
              world.scenario.limits().connectionAgeMs() > 0 || attempts.mayHaveTakenBefore(which);
          case INTERNAL, DISCONNECTED -> false;
        };
    world.require(earned, Invariant.NO_UNDUE_ERROR, "%s was closed: %s", name, reason);
    gone();
    comeBack();
  }

  // What comes.

  void received(SimConnection from, ServerFrame frame) {
    if (from != connection) {
      return;
    }
    if (world.isTracing()) {
      world.trace(name, "got " + frame);
    }
    world.require(
        welcomed != frame instanceof ServerFrame.Welcome,
        Invariant.ONE_ORDER,
        "%s got %s, welcomed before: %s",
        name,
        frame,
        welcomed);
    arrivals.take(frame);
  }

  /** Has been let in: with the session it resumed, or a new one. */
  void welcome(ServerFrame.Welcome welcome) {
    checkResumed(welcome);
    welcomed = true;
    session = welcome.session();
    sessions.add(session);
    resume = welcome.resume();
    connection.send(new Input.Heard(connection));
    if (welcome.resumed()) {
      rooms.resumed(welcome.rooms());
      inbox.resumed(welcome.inbox());
    } else {
      rooms.startedAnew();
      inbox.startedAnew();
    }
    welcomedAtMs = world.time.nowMs();
    attempts.welcomed(connection);
    publisher.connected();
  }

  private void checkResumed(ServerFrame.Welcome welcome) {
    boolean inTime =
        resume != null
            && world.time.nowMs() - lostAtMs < world.scenario.limits().resumeMs() / 2
            && !wasLostSoonAfter(welcomedAtMs)
            && !attempts.mayHaveTaken(last, connection)
            && !wasTroubled()
            && !wasCutShort();
    world.require(
        welcome.resumed() || !inTime,
        Invariant.RESUMED_IN_TIME,
        "%s came back after %d ms and got a new session",
        name,
        world.time.nowMs() - lostAtMs);
    world.require(
        !welcome.resumed() || sessions.isEmpty() || sessions.contains(welcome.session()),
        Invariant.RESUMED_IN_TIME,
        "%s got somebody else's session",
        name);
  }

  // The end.

  /** Stops all nonsense: acks, comes back, waits for its answers. */
  void calmDown() {
    acks.soon();
  }

  /** Returns what it still waits for, in words; null if nothing. */
  String unsettled() {
    if (!isOnline()) {
      return name + " is not connected";
    }
    if (!requests.isEmpty()) {
      return name + " waits for replies to " + requests;
    }
    if (!publisher.isDone()) {
      return name + " has publishes that are not answered";
    }
    List<Membership> all = new ArrayList<>(rooms.all());
    all.add(inbox.membership());
    for (Membership membership : all) {
      if (!membership.isIn()) {
        return name + " is still " + membership.status + " in " + membership.room;
      }
      Long missing = membership.stay.missing();
      if (missing != null) {
        return name + " misses " + missing + " of " + membership.room;
      }
      if (!membership.unacked.isEmpty()) {
        return name + " has not acked " + membership.unacked + " of " + membership.room;
      }
    }
    return null;
  }

  /** Returns whether a connection is still open whose session it has taken to another one. */
  boolean isOpenTwice() {
    return attempts.areLeft();
  }

  /** Goes for good. */
  void leaveForGood() {
    leaving = true;
    if (connection != null) {
      connection.closeByClient();
      gone();
    }
    attempts.closeAll();
  }
}
