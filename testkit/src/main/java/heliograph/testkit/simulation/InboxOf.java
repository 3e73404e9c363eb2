package heliograph.testkit.simulation;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.RoomState;
import heliograph.testkit.simulation.Membership.Status;

/**
 * A client's inbox, in which it is from the start. It cannot be left and joined, so what a broken
 * socket lost is fetched from its history.
 */
final class InboxOf {
  private static final int PAGE = 4;

  private final World world;
  private final SimClient client;
  final RoomName room;
  private Membership membership;
  private long filledUpTo;

  InboxOf(World world, SimClient client) {
    this.world = world;
    this.client = client;
    room = RoomName.inboxOf(client.user());
  }

  Membership membership() {
    return membership;
  }

  void connectionLost() {
    if (membership != null) {
      membership.newConnection();
    }
  }

  /** Begins, or goes on with a new session. */
  void startedAnew() {
    if (membership == null) {
      membership = new Membership(room, false);
      membership.begin(new Stay(world, client, room, world.truth.end(room), true));
      membership.status = Status.IN;
    } else {
      fill(world.truth.end(room));
    }
  }

  void resumed(RoomState state) {
    if (membership == null) {
      // The session's welcome never came.
      membership = new Membership(room, false);
      membership.begin(new Stay(world, client, room, state.position(), false));
    } else if (!state.recovered()) {
      world.require(
          !world.scenario.ample(),
          Invariant.NO_GAP,
          "%s was told that something is gone in its inbox, where all is kept",
          client.name());
      membership.begin(new Stay(world, client, room, state.position(), false));
      membership.stay.mayBeginEarlier();
    } else if (state.position() > membership.stay.cursor()) {
      fill(state.position());
      return;
    }
    membership.status = Status.IN;
  }

  /** Fetches what lies between its cursor and where the session goes on. */
  private void fill(long upTo) {
    filledUpTo = upTo;
    membership.status = Status.FILLING;
    page(PAGE);
  }

  private void page(int limit) {
    Membership filled = membership;
    client.requests.ask(
        Requests.Kind.HISTORY,
        id -> new Request.History(id, room, Request.History.OPEN, filled.stay.cursor(), limit),
        reply -> {
          if (reply instanceof ServerFrame.HistoryPage found) {
            filled(found, limit);
          } else {
            world.time.after(100, client.whileConnected(() -> page(limit)));
          }
        });
  }

  private void filled(ServerFrame.HistoryPage found, int limit) {
    found.messages().forEach(this::take);
    if (found.more()) {
      world.require(
          !found.messages().isEmpty(),
          Invariant.CONVERGES,
          "%s got an empty page of history and more behind it",
          client.name());
      page(limit);
      return;
    }
    Long gone =
        world.truth.missing(room, membership.stay.cursor(), filledUpTo + 1, client.sessions());
    if (gone != null && !world.scenario.ample()) {
      membership.begin(new Stay(world, client, room, filledUpTo, false));
      membership.stay.mayBeginEarlier();
    }
    membership.live.forEach(this::take);
    membership.live.clear();
    membership.status = Status.IN;
  }

  private void take(Message message) {
    if (membership.stay.has(message.position())) {
      return;
    }
    boolean gap =
        world.truth.missing(room, membership.stay.cursor(), message.position(), client.sessions())
            != null;
    if (gap && !world.scenario.ample()) {
      membership.begin(new Stay(world, client, room, message.position() - 1, false));
      membership.stay.mayBeginEarlier();
    }
    membership.stay.accept(message);
  }

  void message(Message message, boolean again) {
    world.require(
        !again && message.position() > membership.highestHere,
        Invariant.NO_DUPLICATE,
        "%s got %s of its inbox after %d",
        client.name(),
        message,
        membership.highestHere);
    membership.highestHere = message.position();
    if (membership.status == Status.FILLING) {
      membership.live.add(message);
    } else {
      membership.stay.accept(message);
    }
  }
}
