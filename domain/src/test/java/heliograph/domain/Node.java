package heliograph.domain;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.domain.session.Principal;
import heliograph.domain.session.SessionRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A hub and what carries its effects out, in order and at once, unless told to hold some back or to
 * let them fail.
 */
final class Node {
  final World world;
  final NodeId id;
  final Hub hub;

  /** Whether a turn ends, or writes to some and puts the others off. */
  Supplier<Input> ending = Input.TurnEnded::new;

  /** Every effect so far, for tests that look at what was asked of the outside. */
  final List<Effect> effects = new ArrayList<>();

  private final ArrayDeque<Input> inbox = new ArrayDeque<>();
  private final Set<RoomName> followed = new HashSet<>();
  private final List<Effect> held = new ArrayList<>();
  private final ArrayDeque<LogRecord> unread = new ArrayDeque<>();
  private final List<Input> unanswered = new ArrayList<>();
  private final Set<Class<?>> holds = new HashSet<>();
  private final Set<Class<?>> fails = new HashSet<>();
  private boolean lagging;
  private boolean deaf;
  private boolean busy;

  /** The last position this node has read. */
  private long readTo;

  Node(World world, NodeId id) {
    this.world = world;
    this.id = id;
    hub = new Hub(id, world.limits);
    readTo = world.log.end();
  }

  TestClient connect(String user) {
    return connect(World.principal(user), null);
  }

  /** Connects and takes the welcome off. */
  TestClient welcomed(String user) {
    TestClient client = connect(user);
    assertThat(client.frames()).containsExactly("welcome " + user + " " + client.session + " new");
    return client;
  }

  TestClient connect(Principal principal, String resume) {
    TestClient client = new TestClient(this, principal);
    client.open(resume);
    return client;
  }

  /** Comes back as the same user, with the secret of another connection's welcome. */
  TestClient resume(TestClient former) {
    return connect(former.principal, former.resume);
  }

  /** Holds back what effects of this type do, until {@link #release}. */
  void hold(Class<? extends Effect> type) {
    holds.add(type);
  }

  /** Carries out what was held back, and holds nothing back any more. */
  void release() {
    holds.clear();
    List<Effect> now = List.copyOf(held);
    held.clear();
    now.forEach(this::carryOut);
    drain();
  }

  /** Lets effects of this type come to nothing from now on, until {@link #heal}. */
  void fail(Class<? extends Effect> type) {
    fails.add(type);
  }

  void heal() {
    fails.clear();
    turn(new Input.TurnEnded());
  }

  /** Has a turn to which nothing comes. */
  void turn(Input end) {
    together(() -> handle(end));
  }

  /** Tells the hub how far it has read. */
  void tellPassed() {
    submit(new Input.Passed(List.of(readTo)));
  }

  /** Stops reading the log's tail. */
  void lag() {
    lagging = true;
  }

  /** Reads what it has missed, and goes on reading. */
  void catchUp() {
    while (!unread.isEmpty()) {
      take(unread.removeFirst());
    }
    lagging = false;
    List<Input> answers = List.copyOf(unanswered);
    unanswered.clear();
    answers.forEach(this::submit);
  }

  /** Reads all records with a key before it serves, as a node does that starts. */
  void readBack() {
    for (long p = 0; p <= world.log.end(); p++) {
      if (world.log.at(p).key() != null) {
        submit(new Input.Records(List.of(world.log.at(p))));
      }
    }
  }

  /** Misses what comes into the log from now on. */
  void loseTail() {
    deaf = true;
  }

  /** Goes on at the log's end, and follows all its rooms anew. */
  void regainTail() {
    deaf = false;
    readTo = world.log.end();
    List.copyOf(followed).forEach(this::follow);
    drain();
  }

  void read(LogRecord record) {
    if (deaf) {
      return;
    }
    if (lagging) {
      unread.addLast(record);
    } else {
      take(record);
    }
  }

  private void take(LogRecord record) {
    readTo = record.position();
    if (record.key() != null || followed.contains(record.room())) {
      submit(new Input.Records(List.of(record)));
    }
  }

  void beginNewEpoch() {
    unread.clear();
    followed.clear();
    readTo = -1;
    submit(new Input.EpochChanged(world.log.epoch));
  }

  void drain(long windowMs) {
    submit(new Input.DrainStarted(windowMs));
  }

  /** Returns how many effects of a type were emitted so far. */
  long count(Class<? extends Effect> type) {
    return effects.stream().filter(type::isInstance).count();
  }

  void submit(Input input) {
    inbox.addLast(input);
    drain();
  }

  /** Has what is submitted meanwhile come in one turn, and not before {@code what} has run. */
  void together(Runnable what) {
    busy = true;
    try {
      what.run();
    } finally {
      busy = false;
    }
    drain();
  }

  private void drain() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      while (!inbox.isEmpty()) {
        while (!inbox.isEmpty()) {
          handle(inbox.removeFirst());
        }
        handle(ending.get());
      }
    } finally {
      busy = false;
    }
  }

  private void handle(Input input) {
    for (Effect effect : hub.handle(input, world.nowMs)) {
      effects.add(effect);
      if (holds.contains(effect.getClass())) {
        held.add(effect);
      } else {
        carryOut(effect);
      }
    }
  }

  private void carryOut(Effect effect) {
    boolean fail = fails.contains(effect.getClass());
    switch (effect) {
      case Effect.Write(Peer peer, var frames) -> ((TestClient) peer).write(frames);
      case Effect.Close(Peer peer, CloseReason reason) -> ((TestClient) peer).close(reason);
      case Effect.Pause(Peer peer) -> ((TestClient) peer).paused = true;
      case Effect.Resume(Peer peer) -> ((TestClient) peer).paused = false;
      case Effect.Append append -> append(append, fail);
      case Effect.Broadcast(var message) ->
          List.copyOf(world.nodes).forEach(n -> n.submit(new Input.EphemeralReceived(message)));
      case Effect.Follow(RoomName room) -> follow(room);
      case Effect.Unfollow(RoomName room) -> followed.remove(room);
      case Effect.Read(long ticket, var span) ->
          inbox.addLast(
              fail
                  ? new Input.ReadFailed(ticket, Input.LogFailure.UNAVAILABLE)
                  : new Input.StretchRead(ticket, world.log.read(span)));
      case Effect.LoadSession(long ticket, SessionId session) ->
          inbox.addLast(
              fail
                  ? new Input.StoreFailed(ticket)
                  : new Input.SessionLoaded(ticket, world.sessions.get(session)));
      case Effect.SaveSession save ->
          inbox.addLast(fail ? new Input.StoreFailed(save.ticket()) : save(save));
      case Effect.EnterPresence(RoomName room, Present member) -> world.enter(this, room, member);
      case Effect.LeavePresence(RoomName room, SessionId session) ->
          world.leave(this, room, session);
      case Effect.ListPresence list ->
          inbox.addLast(fail ? new Input.PresenceFailed(list.ticket()) : listed(list));
      case Effect.Announce(Control control) ->
          List.copyOf(world.nodes).forEach(n -> n.submit(new Input.Controlled(control)));
    }
  }

  private void append(Effect.Append append, boolean fail) {
    if (fail) {
      inbox.addLast(new Input.AppendFailed(append.ticket(), Input.LogFailure.UNAVAILABLE));
      return;
    }
    world.produce(append.draft(), position -> appended(append.ticket(), position));
  }

  private void appended(long ticket, long position) {
    Input answer = new Input.Appended(ticket, position);
    if (lagging) {
      unanswered.add(answer);
    } else {
      submit(answer);
    }
  }

  private void follow(RoomName room) {
    followed.add(room);
    long last = world.log.lastOf(room, readTo);
    inbox.addLast(new Input.Followed(room, world.log.epoch, 0, readTo, last, last));
  }

  private Input.Outcome save(Effect.SaveSession save) {
    SessionRecord stored = world.sessions.get(save.session().id());
    if (save.session().equals(stored)) {
      return new Input.SessionSaved(save.ticket());
    }
    long version = stored == null ? 0 : stored.version();
    if (version != save.expectedVersion()) {
      return new Input.SessionStale(save.ticket());
    }
    world.sessions.put(save.session().id(), save.session());
    return new Input.SessionSaved(save.ticket());
  }

  private Input.Outcome listed(Effect.ListPresence list) {
    Map<SessionId, World.Presence> there = world.presence.getOrDefault(list.room(), Map.of());
    List<Present> members =
        there.values().stream().map(World.Presence::present).limit(list.max()).toList();
    return new Input.PresenceListed(list.ticket(), there.size(), members);
  }
}
