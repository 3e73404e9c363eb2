package heliograph.testkit.simulation;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.RoomState;
import heliograph.testkit.simulation.Membership.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rooms of one client, its inbox apart: joins, leaves, and what to do after a drop. */
final class Rooms {
  private final World world;
  private final SimClient client;
  private final Map<RoomName, Membership> members = new LinkedHashMap<>();

  /** Where it stood in rooms it has left, to come back with {@code from}. */
  private final Map<RoomName, Long> remembered = new LinkedHashMap<>();

  private Epoch epoch;

  Rooms(World world, SimClient client) {
    this.world = world;
    this.client = client;
  }

  Collection<Membership> all() {
    return members.values();
  }

  Membership get(RoomName room) {
    return members.get(room);
  }

  // What the client does.

  void joinAny() {
    List<RoomName> others =
        world.rooms.stream().filter(room -> !members.containsKey(room)).toList();
    if (others.isEmpty() || members.size() >= world.scenario.limits().maxRooms()) {
      return;
    }
    RoomName room = world.chance.of(others);
    Membership membership = new Membership(room, world.chance.in(0.5));
    members.put(room, membership);
    Long from = remembered.get(room);
    if (from != null && world.chance.in(0.6)) {
      join(membership, from, 0);
    } else {
      join(membership, null, world.chance.in(0.4) ? world.chance.between(1, 8) : 0);
    }
  }

  void leaveAny() {
    members.values().stream()
        .filter(Membership::isIn)
        .findAny()
        .ifPresent(membership -> leave(membership, null));
  }

  void doubleJoin() {
    members.values().stream()
        .filter(Membership::isIn)
        .findAny()
        .ifPresent(
            membership ->
                client.requests.ask(
                    Requests.Kind.DOUBLE_JOIN,
                    id -> new Request.Join(id, membership.room, null, false, 0),
                    reply -> {}));
  }

  private void join(Membership membership, Long from, int history) {
    membership.status = Status.JOINING;
    membership.rejoinFrom = from;
    long askedAtMs = world.time.nowMs();
    Request.From wanted = from == null ? null : new Request.From(epoch, from);
    client.requests.ask(
        Requests.Kind.JOIN,
        id -> new Request.Join(id, membership.room, wanted, membership.ack, history),
        reply -> {
          if (reply instanceof ServerFrame.Joined joined) {
            joined(membership, joined, from, history, askedAtMs);
          } else if (from != null && membership.stay != null) {
            world.time.after(100, client.whileConnected(() -> join(membership, from, 0)));
          } else {
            members.remove(membership.room);
          }
        });
  }

  private void joined(
      Membership membership, ServerFrame.Joined joined, Long from, int history, long askedAtMs) {
    epoch = joined.epoch();
    membership.joinedAtMs = world.time.nowMs();
    membership.rejoinFrom = null;
    membership.highestHere = -1;
    membership.bornHere = true;
    membership.uncertain = false;
    if (from != null && joined.recovered()) {
      if (membership.stay == null) {
        membership.begin(new Stay(world, client, membership.room, from, false));
      }
      membership.goOn();
      return;
    }
    requireRecovered(membership, joined.recovered());
    boolean replay = history > 0;
    membership.begin(new Stay(world, client, membership.room, joined.position(), replay));
    membership.status = Status.IN;
    if (replay) {
      membership.stay.expectReplay(
          Math.min(history, world.scenario.limits().historyMax()), askedAtMs);
    }
  }

  private void requireRecovered(Membership membership, boolean recovered) {
    world.require(
        recovered || !world.scenario.ample(),
        Invariant.NO_GAP,
        "%s was told that something is gone in %s, where all is kept",
        client.name(),
        membership.room);
  }

  /** Leaves, and joins again from a position unless that is null. */
  private void leave(Membership membership, Long rejoinFrom) {
    membership.status = Status.LEAVING;
    membership.rejoinFrom = rejoinFrom;
    client.requests.ask(
        Requests.Kind.LEAVE,
        id -> new Request.Leave(id, membership.room),
        reply -> {
          if (membership.status == Status.LEAVING) {
            left(membership);
          }
        });
    if (rejoinFrom != null && world.chance.in(0.5)) {
      // Not waiting for the answer: requests of one connection take effect in their order.
      join(membership, rejoinFrom, 0);
    }
  }

  private void left(Membership membership) {
    if (membership.rejoinFrom != null) {
      join(membership, membership.rejoinFrom, 0);
      return;
    }
    members.remove(membership.room);
    if (membership.stay != null) {
      remembered.put(membership.room, membership.stay.cursor());
    }
  }

  // What drops do.

  void connectionLost() {
    members.values().forEach(Membership::newConnection);
  }

  /** Makes its own account and that of a resumed session agree. */
  void resumed(List<RoomState> states) {
    Map<RoomName, RoomState> open = new LinkedHashMap<>();
    states.forEach(state -> open.put(state.room(), state));
    // Leaves first, so that there is room for what is joined again.
    List<Membership> known = new ArrayList<>(members.values());
    known.sort(Comparator.comparing(membership -> membership.status != Status.LEAVING));
    // Rooms it is in without knowing; there is nothing to be expected of them.
    for (RoomState state : open.values()) {
      if (members.containsKey(state.room())) {
        continue;
      }
      Membership unknown = new Membership(state.room(), false);
      members.put(state.room(), unknown);
      leave(unknown, null);
    }
    for (Membership membership : known) {
      RoomState state = open.get(membership.room);
      if (state == null) {
        absent(membership);
      } else {
        present(membership, state);
      }
    }
  }

  private void absent(Membership membership) {
    if (membership.isIn()) {
      world.require(
          client.wasDisturbed() || client.wasLostSoonAfter(membership.joinedAtMs),
          Invariant.RESUMED_IN_TIME,
          "the session of %s forgot %s",
          client.name(),
          membership.room);
    }
    if (membership.stay != null && membership.status != Status.LEAVING) {
      join(membership, membership.stay.cursor(), 0);
    } else if (membership.rejoinFrom != null && membership.stay != null) {
      join(membership, membership.rejoinFrom, 0);
    } else {
      members.remove(membership.room);
    }
  }

  private void present(Membership membership, RoomState state) {
    epoch = state.epoch();
    membership.uncertain |= client.wasDisturbed();
    if (membership.status == Status.LEAVING && membership.rejoinFrom == null) {
      leave(membership, null);
      return;
    }
    boolean wasIn = membership.isIn();
    membership.status = Status.IN;
    if (!state.recovered() || membership.stay == null) {
      requireRecovered(membership, state.recovered());
      membership.begin(new Stay(world, client, membership.room, state.position(), false));
      if (!state.recovered()) {
        // Should it move on before that is saved, it goes on from where it was.
        membership.stay.mayBeginEarlier();
      }
      return;
    }
    if (membership.uncertain) {
      membership.stay.mayBeginEarlier();
    }
    long cursor = membership.stay.cursor();
    membership.acked = Math.max(membership.acked, state.position());
    membership.unacked.headMap(state.position(), true).clear();
    if (state.position() > cursor) {
      // It was written to a socket that broke, if it is of a message. Where delivery is acked, that
      // must not count.
      Long missing =
          world.truth.missing(membership.room, cursor, state.position() + 1, client.sessions());
      world.require(
          !membership.ack || !wasIn || missing == null || membership.uncertain,
          Invariant.NO_GAP,
          "%s got %d of %s, whose session stands at %d with acks",
          client.name(),
          cursor,
          membership.room,
          state.position());
      leave(membership, cursor);
    }
  }

  /** Joins again what it was in, as the session is a new one. */
  void startedAnew() {
    for (Membership membership : new ArrayList<>(members.values())) {
      boolean stays = membership.stay != null && membership.status != Status.LEAVING;
      if (stays || membership.stay != null && membership.rejoinFrom != null) {
        join(membership, membership.stay.cursor(), 0);
      } else {
        members.remove(membership.room);
      }
    }
  }

  // What comes.

  /** An ack was refused. Returns whether that can be, as a room was once joined without acks. */
  boolean ackRefused() {
    List<Membership> uncertain = members.values().stream().filter(m -> m.uncertain).toList();
    uncertain.stream()
        .filter(membership -> membership.isIn() && membership.ack)
        .forEach(membership -> leave(membership, membership.stay.cursor()));
    return !uncertain.isEmpty();
  }

  void message(Message message, boolean again) {
    Membership membership = members.get(message.room());
    world.require(
        membership != null && message.epoch().equals(epoch),
        Invariant.NO_UNDUE_ERROR,
        "%s got %s, whose room it is not in",
        client.name(),
        message);
    if (membership.status == Status.LEAVING) {
      return;
    }
    if (membership.status == Status.JOINING && membership.rejoinFrom != null) {
      // Between a leave and the join behind it, both unanswered.
      return;
    }
    world.require(
        membership.isIn(),
        Invariant.ONE_ORDER,
        "%s got %s before its join was answered",
        client.name(),
        message);
    if (again && !membership.ack && membership.uncertain) {
      leave(membership, membership.stay.cursor());
      return;
    }
    checkAgain(membership, message, again);
    membership.stay.accept(message);
    membership.highestHere = Math.max(membership.highestHere, message.position());
    if (membership.ack) {
      client.acks.received(membership, message.position());
    }
  }

  private void checkAgain(Membership membership, Message message, boolean again) {
    boolean before = message.position() <= membership.highestHere;
    world.require(
        again || !before,
        Invariant.NO_DUPLICATE,
        "%s got %s after %d, not marked as sent again",
        client.name(),
        message,
        membership.highestHere);
    world.require(
        !again || membership.ack && (before || !membership.bornHere),
        Invariant.NO_DUPLICATE,
        "%s got %s marked as sent again, which it was not",
        client.name(),
        message);
  }
}
