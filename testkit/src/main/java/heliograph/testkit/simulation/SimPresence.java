package heliograph.testkit.simulation;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.PresenceStore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A node's presence behind a network, under a lease that ends when the node is out of reach for too
 * long. A node that is back enters again those who are still there.
 */
final class SimPresence {
  private record Place(RoomName room, SessionId session) {}

  private final World world;
  private final Life node;

  /** Who is there by the node's own account. */
  private final Map<Place, Present> members = new LinkedHashMap<>();

  /** Lists that were asked for and not answered. */
  private final Set<Long> asked = new LinkedHashSet<>();

  private Channel out;
  private Channel in;
  private PresenceStore store;
  private boolean cut;

  /** Counts the times it was cut off, so that a lease's end knows whether it is still due. */
  private int cuts;

  private boolean leaseLost;
  private boolean over;

  SimPresence(World world, Life node) {
    this.world = world;
    this.node = node;
    open();
  }

  private void open() {
    out = node.channel(10);
    in = node.channel(10);
    store = world.ports.presenceStore(node.id);
    Channel way = in;
    store.start(
        outcome -> {
          if (outcome instanceof Input.PresenceListed listed) {
            asked.remove(listed.ticket());
          }
          way.send(() -> node.submit(outcome));
        });
  }

  boolean isCut() {
    return cut;
  }

  void enter(RoomName room, Present member) {
    members.putIfAbsent(new Place(room, member.session()), member);
    PresenceStore to = store;
    out.send(() -> to.enter(room, member));
  }

  void leave(RoomName room, SessionId session) {
    members.remove(new Place(room, session));
    if (world.strikes(PlantedFault.LEAVE_LOST, 0.2)) {
      return;
    }
    PresenceStore to = store;
    out.send(() -> to.leave(room, session));
  }

  void list(long ticket, RoomName room, int max) {
    if (cut) {
      world.time.after(
          world.chance.between(20, 200), () -> node.submit(new Input.PresenceFailed(ticket)));
      return;
    }
    asked.add(ticket);
    PresenceStore to = store;
    out.send(() -> to.list(ticket, room, max));
  }

  /** Cuts the node off; its lease runs. */
  void hold() {
    if (cut || over) {
      return;
    }
    cut = true;
    int thisCut = ++cuts;
    out.hold();
    in.hold();
    world.time.after(
        world.scenario.leaseMs(),
        () -> {
          if (cut && cuts == thisCut && !over) {
            leaseLost = true;
            store.close();
          }
        });
  }

  /** Ends a cut; if the lease is gone meanwhile, all begins anew with those who are there. */
  void letGo() {
    if (!cut || over) {
      return;
    }
    cut = false;
    if (!leaseLost) {
      out.letGo();
      in.letGo();
      return;
    }
    leaseLost = false;
    out.cut();
    in.letGo();
    asked.forEach(ticket -> node.submit(new Input.PresenceFailed(ticket)));
    asked.clear();
    open();
    PresenceStore to = store;
    members.forEach((place, member) -> out.send(() -> to.enter(place.room, member)));
  }

  /** Takes the members out, as part of an orderly stop. */
  void leaveCluster() {
    over = true;
    out.cut();
    store.close();
  }

  /** Leaves the lease to end. */
  void crash() {
    over = true;
    if (world.chance.in(0.5)) {
      out.cut();
    }
    out.letGo();
    world.time.after(world.scenario.leaseMs(), store::close);
  }
}
