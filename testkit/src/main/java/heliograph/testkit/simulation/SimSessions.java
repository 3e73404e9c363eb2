package heliograph.testkit.simulation;

import heliograph.domain.Input;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import heliograph.ports.SessionStore;
import heliograph.testkit.simulation.Scenario.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's session store behind a network: operations on one session keep their order, those on
 * different ones need not. Operations may fail, carried out or not.
 */
final class SimSessions {
  private static final int LANES = 3;

  private record Save(SessionRecord session, boolean silent) {}

  private final World world;
  private final Life node;
  private final SessionStore store;
  private final List<Channel> out = new ArrayList<>();
  private final List<Channel> in = new ArrayList<>();
  private final Map<Long, Save> saves = new HashMap<>();
  private final Map<Long, SessionId> loads = new HashMap<>();
  private boolean cut;

  SimSessions(World world, Life node) {
    this.world = world;
    this.node = node;
    store = world.ports.sessionStore();
    for (int i = 0; i < LANES; i++) {
      out.add(node.channel(10));
      in.add(node.channel(10));
    }
    store.start(this::arrived);
  }

  void load(long ticket, SessionId session) {
    if (fails(ticket)) {
      return;
    }
    loads.put(ticket, session);
    out.get(lane(session)).send(() -> store.load(ticket, session));
  }

  void save(long ticket, SessionRecord session, long expectedVersion) {
    world.cursors.asked(session);
    boolean failing = fails(ticket);
    if (failing && world.chance.in(0.5)) {
      return;
    }
    saves.put(ticket, new Save(session, failing));
    out.get(lane(session.id()))
        .send(() -> store.save(ticket, session, planted(session, expectedVersion)));
  }

  private boolean fails(long ticket) {
    boolean flaky = world.chaos && world.scenario.has(Fault.STORE_FLAKY) && world.chance.in(0.1);
    if (!cut && !flaky) {
      return false;
    }
    world.trouble();
    world.time.after(
        world.chance.between(20, 200), () -> node.submit(new Input.StoreFailed(ticket)));
    return true;
  }

  /** What the store says, undelayed. */
  private void arrived(Input.Outcome outcome) {
    switch (outcome) {
      case Input.SessionSaved(long ticket) -> {
        Save save = saves.remove(ticket);
        world.cursors.saved(save.session);
        world.fence.saved(save.session);
        world.history.computeIfAbsent(save.session.id(), s -> new ArrayList<>()).add(save.session);
        answer(save, outcome);
      }
      case Input.SessionStale(long ticket) -> answer(saves.remove(ticket), outcome);
      case Input.StoreFailed(long ticket) -> answer(saves.remove(ticket), outcome);
      case Input.SessionLoaded(long ticket, SessionRecord session) ->
          in.get(lane(loads.remove(ticket)))
              .send(() -> node.submit(new Input.SessionLoaded(ticket, planted(session))));
      default -> throw new IllegalStateException("no outcome of a session store: " + outcome);
    }
  }

  private void answer(Save save, Input.Outcome outcome) {
    if (!save.silent) {
      in.get(lane(save.session.id())).send(() -> node.submit(outcome));
    }
  }

  private long planted(SessionRecord session, long expectedVersion) {
    List<SessionRecord> taken = world.history.get(session.id());
    return taken != null && world.strikes(PlantedFault.SAVE_UNFENCED, 1)
        ? taken.getLast().version()
        : expectedVersion;
  }

  private SessionRecord planted(SessionRecord session) {
    if (session == null || world.strikes(PlantedFault.SESSION_FORGOTTEN, 0.3)) {
      return null;
    }
    if (world.strikes(PlantedFault.CURSOR_FORGOTTEN, 0.3)) {
      SessionRecord first = world.history.get(session.id()).getFirst();
      return new SessionRecord(
          session.id(),
          session.user(),
          session.secretHash(),
          session.formerSecretHash(),
          first.rooms(),
          session.owner(),
          session.version(),
          session.expiresAtMs());
    }
    return session;
  }

  private static int lane(SessionId session) {
    return Math.floorMod(session.hashCode(), LANES);
  }

  void cut() {
    cut = true;
    world.trouble();
  }

  void heal() {
    cut = false;
    world.trouble();
  }

  /** What was sent may still get there, or not. */
  void crash() {
    if (world.chance.in(0.5)) {
      out.forEach(Channel::cut);
    }
  }
}
