package heliograph.testkit.simulation;

import heliograph.domain.Counts;
import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.PresenceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One run: chaos, healing, the checks that can only be made then, and everybody leaving. */
public final class Simulation {
  private static final long CONVERGE_MAX_MS = 60_000;
  private static final long AFTERMATH_MS = 2_500;

  private final World world;
  private final List<SimClient> clients = new ArrayList<>();

  private Simulation(World world) {
    this.world = world;
  }

  /** Plays a scenario. */
  public static Report run(Scenario scenario, SimPorts.Factory ports) {
    return run(scenario, ports, PlantedFault.NONE, null);
  }

  /**
   * Plays a scenario.
   *
   * @param planted a fault that must be found; {@link PlantedFault#NONE} for none
   * @param trace gets a line for all that happens; null for nobody
   */
  public static Report run(
      Scenario scenario, SimPorts.Factory ports, PlantedFault planted, Consumer<String> trace) {
    Timeline time = new Timeline();
    World world =
        new World(scenario, ports.create(time, scenario.roomRecordsMax()), time, planted, trace);
    Invariant violated = null;
    String details = null;
    try {
      new Simulation(world).play();
    } catch (Violation e) {
      violated = e.invariant();
      details = e.getMessage();
    } catch (RuntimeException e) {
      violated = Invariant.NOTHING_THROWS;
      List<StackTraceElement> where = List.of(e.getStackTrace());
      details = "at " + time.elapsedMs() + " ms: " + e + " at " + where;
    }
    return new Report(
        scenario,
        violated,
        details,
        time.elapsedMs(),
        time.steps(),
        world.delivered,
        world.fingerprint);
  }

  private void play() {
    for (int i = 0; i < world.scenario.nodes(); i++) {
      SimNode node = new SimNode(world, i);
      world.nodes.add(node);
      node.start();
    }
    for (int i = 0; i < world.scenario.clients(); i++) {
      SimClient client = new SimClient(world, i);
      clients.add(client);
      client.start();
    }
    new Chaos(world).goOn();
    pass(world.scenario.chaosMs());
    heal();
    converge();
    pass(AFTERMATH_MS);
    converge();
    clients.forEach(client -> client.publisher.judge());
    checkPresence();
    clients.forEach(SimClient::leaveForGood);
    pass(4 * world.scenario.limits().resumeMs());
    checkNothingLeft();
  }

  private void pass(long ms) {
    world.time.run(world.time.nowMs() + ms, () -> false);
  }

  /** All that is broken works again, and every room gets one more message. */
  private void heal() {
    world.chaos = false;
    for (SimNode node : world.nodes) {
      if (node.isUp()) {
        node.life().goOn();
        node.life().slow(false);
        node.life().healLog();
        node.life().healStore();
      }
    }
    clients.forEach(SimClient::calmDown);
    for (RoomName room : world.rooms) {
      world.chance.of(clients).publisher.publishTo(room);
    }
  }

  private void converge() {
    long endMs = world.time.nowMs() + CONVERGE_MAX_MS;
    // Connections still come of age and go, so it is enough that each client is level once.
    List<SimClient> open = new ArrayList<>(clients);
    world.time.run(
        endMs,
        () -> {
          open.removeIf(client -> client.unsettled() == null && !client.isOpenTwice());
          return open.isEmpty();
        });
    open.removeIf(client -> client.unsettled() == null && !client.isOpenTwice());
    world.require(
        open.isEmpty() || open.stream().anyMatch(client -> client.unsettled() != null),
        Invariant.FORMER_CONNECTION_CLOSED,
        "%s have connections open that are no more theirs",
        open.stream().map(SimClient::name).toList());
    world.require(
        open.isEmpty(),
        Invariant.CONVERGES,
        "%s",
        open.stream().map(SimClient::unsettled).toList());
  }

  private void checkPresence() {
    try (PresenceStore probe = world.ports.presenceStore(new NodeId("probe"))) {
      List<Input.Outcome> outcomes = new ArrayList<>();
      probe.start(outcomes::add);
      // Connections still come of age and go, so it is enough that it is right at some moment.
      world.time.run(
          world.time.nowMs() + CONVERGE_MAX_MS, () -> absurdPresence(probe, outcomes) == null);
      String absurd = absurdPresence(probe, outcomes);
      world.require(absurd == null, Invariant.PRESENCE_CONVERGES, "%s", absurd);
    }
  }

  private String absurdPresence(PresenceStore probe, List<Input.Outcome> outcomes) {
    for (RoomName room : world.rooms) {
      probe.list(0, room, Integer.MAX_VALUE);
      Input.PresenceListed listed = (Input.PresenceListed) outcomes.getLast();
      outcomes.clear();
      Set<String> present = ids(listed.members().stream().map(Present::session).toList());
      if (!present.equals(ids(membersOf(room)))) {
        return "in " + room + " are " + ids(membersOf(room)) + ", and listed " + present;
      }
    }
    return null;
  }

  private List<SessionId> membersOf(RoomName room) {
    return clients.stream()
        .filter(client -> client.rooms.get(room) != null)
        .map(SimClient::session)
        .toList();
  }

  private static Set<String> ids(List<SessionId> sessions) {
    Set<String> ids = new TreeSet<>();
    sessions.forEach(session -> ids.add(session.value()));
    return ids;
  }

  private void checkNothingLeft() {
    for (SimNode node : world.nodes) {
      Counts counts = node.life().hub.counts();
      world.require(
          counts.equals(new Counts(0, 0, 0, 0, 0, 0, 0)),
          Invariant.NOTHING_LEFT,
          "all have left %s, which holds %s",
          node.id,
          counts);
    }
  }
}
