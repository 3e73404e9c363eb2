package heliograph.testkit.simulation;

import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Message;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import java.util.List;

/** What a client does of its own accord, at random. */
final class Deeds {
  private static final int WAITING_MAX = 8;

  private final World world;
  private final SimClient client;

  /** Bad frames it sent on this connection; more than a few and it is closed. */
  private boolean misbehaved;

  Deeds(World world, SimClient client) {
    this.world = world;
    this.client = client;
  }

  /** Returns whether it has ever earned to be closed. */
  boolean misbehaved() {
    return misbehaved;
  }

  /** Does something now and then for as long as chaos lasts. */
  void goOn() {
    world.time.after(
        world.chance.between(1, client.habits().thinkMaxMs()),
        () -> {
          if (world.chaos) {
            if (client.isOnline() && client.requests.size() < WAITING_MAX) {
              act();
            }
            goOn();
          }
        });
  }

  private void act() {
    if (world.chance.in(client.habits().restless())) {
      moveConnection();
    } else if (world.chance.in(client.habits().talkative())) {
      client.publisher.publishAny();
    } else {
      askSomething();
    }
  }

  private void moveConnection() {
    switch (world.chance.between(0, 4)) {
      case 0 -> client.closeConnection();
      case 1 -> client.connectTwice();
      default -> client.breakConnection();
    }
  }

  private void askSomething() {
    switch (world.chance.between(0, 20)) {
      case 0, 1, 2, 3, 4, 5 -> client.rooms.joinAny();
      case 6, 7 -> client.rooms.leaveAny();
      case 8, 9 -> client.acks.soon();
      case 10, 11 -> history();
      case 12 -> presence();
      case 13, 14 -> whisper();
      case 15 -> client.rooms.doubleJoin();
      case 16 -> vainLeave();
      case 17 -> faulty();
      case 18 -> refresh();
      default -> client.requests.ask(Requests.Kind.PING, id -> new Request.Ping(id), reply -> {});
    }
  }

  private void presence() {
    RoomName room = world.chance.of(world.rooms);
    client.requests.ask(Requests.Kind.PRESENCE, id -> new Request.Presence(id, room), reply -> {});
  }

  private void whisper() {
    RoomName room = world.chance.of(world.rooms);
    boolean echo = world.chance.in(0.5);
    client.requests.ask(
        Requests.Kind.WHISPER,
        id -> new Request.Publish(id, room, Texts.payload("0"), null, true, echo, null),
        reply -> {});
  }

  private void vainLeave() {
    client.requests.ask(
        Requests.Kind.VAIN_LEAVE,
        id -> new Request.Leave(id, new RoomName("nowhere")),
        reply -> {});
  }

  private void faulty() {
    boolean tooFast = world.chance.in(0.5);
    ErrorCode code = tooFast ? ErrorCode.RATE_LIMITED : ErrorCode.BAD_FRAME;
    misbehaved = true;
    RequestId id = client.requests.expect(Requests.Kind.FAULTY, reply -> {});
    client
        .connection()
        .send(new Input.Faulty(client.connection(), id, code, "bad", tooFast ? 10 : -1));
  }

  private void refresh() {
    RequestId id = client.requests.expect(Requests.Kind.REFRESH, reply -> {});
    client.connection().send(new Input.Refreshed(client.connection(), id, client.principal()));
  }

  void tokenExpiring() {
    if (!world.chaos || world.chance.in(0.7)) {
      refresh();
    }
  }

  private void history() {
    RoomName room = world.chance.of(world.rooms);
    long end = world.truth.end(room);
    long at = world.chance.between(-1, end + 1);
    int limit = world.chance.between(1, 8);
    boolean forward = world.chance.in(0.5);
    long open = Request.History.OPEN;
    client.requests.ask(
        Requests.Kind.HISTORY,
        id -> new Request.History(id, room, forward ? open : at, forward ? at : open, limit),
        reply -> {
          if (reply instanceof ServerFrame.HistoryPage page && world.scenario.ample()) {
            check(page, room, at, forward, end);
          }
        });
  }

  /** A page is a part of the log without holes, from where it was asked for. */
  private void check(
      ServerFrame.HistoryPage page, RoomName room, long at, boolean forward, long end) {
    List<Message> messages = page.messages();
    long previous = forward ? at : -1;
    for (Message message : messages) {
      boolean atEdge = !forward && message == messages.getFirst();
      long before = world.truth.before(room, message.position());
      Draft truth = world.truth.at(room, message.position());
      world.require(
          truth != null && truth.payload().equals(message.log().payload()),
          Invariant.ONE_ORDER,
          "history of %s: %d is not %s of the log",
          room,
          message.position(),
          truth == null ? "a message" : Texts.of(truth.payload()));
      world.require(
          message.position() > previous && (atEdge || before <= previous),
          Invariant.NO_GAP,
          "history of %s: %d follows %d",
          room,
          message.position(),
          previous);
      previous = message.position();
    }
    boolean reachesEnd =
        forward
            ? world.truth.count(room, previous, end) == 0
            : world.truth.count(room, messages.isEmpty() ? -1 : previous, at - 1) == 0;
    boolean allThere =
        forward
            ? reachesEnd
            : reachesEnd
                && (messages.isEmpty()
                    || world.truth.before(room, messages.getFirst().position()) == -1);
    world.require(
        page.more() || allThere,
        Invariant.NO_GAP,
        "history of %s from %d (%s) ends with %s",
        room,
        at,
        forward ? "after" : "before",
        messages);
    if (!forward && !messages.isEmpty()) {
      world.require(
          reachesEnd, Invariant.NO_GAP, "history of %s before %d ends with %s", room, at, messages);
    }
  }
}
