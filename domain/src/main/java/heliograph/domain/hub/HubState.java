package heliograph.domain.hub;

import heliograph.domain.CloseReason;
import heliograph.domain.Control;
import heliograph.domain.Counts;
import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.Limits;
import heliograph.domain.Peer;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.Failure;
import heliograph.domain.session.Grant;
import heliograph.domain.session.Right;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hub's parts put together, and the one place where inputs are told apart. */
public final class HubState {
  private final Context context;
  private final Rooms rooms;
  private final Closing closing;
  private final SessionKeeping sessions;
  private final Delivery delivery;
  private final Subscribing subscribing;
  private final Publishing publishing;
  private final Asking asking;
  private final Tending tending;
  private final Opening opening;
  private final Draining draining;

  /** In the order in which they came: what is done to all must not depend on identity hashes. */
  private final Map<Peer, Client> clients = new LinkedHashMap<>();

  public HubState(NodeId node, Limits limits) {
    context = new Context(node, limits);
    rooms = new Rooms(context);
    closing = new Closing(context);
    sessions = new SessionKeeping(context, this::lost);
    CatchUp catchUp = new CatchUp(context, rooms, closing, this::serve);
    delivery = new Delivery(context, catchUp, closing, sessions);
    subscribing = new Subscribing(context, rooms, delivery, sessions);
    publishing = new Publishing(context, rooms, delivery);
    asking = new Asking(context, rooms, delivery);
    tending = new Tending(context, delivery, closing, sessions);
    opening =
        new Opening(context, sessions, subscribing, delivery, closing, tending, this::takeEarly);
    draining = new Draining(context, delivery, closing, sessions);
  }

  private void serve(Member member) {
    delivery.serve(member);
  }

  /**
   * A client's session went on at another node. It leaves its rooms at once: before it is closed
   * the session may be back here, on another connection.
   */
  private void lost(Client client, CloseReason why) {
    subscribing.detach(client);
    closing.close(client, why);
  }

  /** See {@code Hub.handle}. */
  public List<Effect> handle(Input input, long nowMs) {
    context.nowMs = Math.max(context.nowMs, nowMs);
    if (input instanceof Input.TurnEnded) {
      // Alone: what a timer led to after it would not be written before the next turn.
      delivery.endTurn();
      return context.takeEffects();
    }
    if (input instanceof Input.TurnYielded(int writesMax, boolean mayBegin)) {
      delivery.yieldTurn(writesMax, mayBegin);
      return context.takeEffects();
    }
    switch (input) {
      case Input.Written(Peer peer) -> written(peer);
      case Input.Records(var records) -> rooms.fold(records, delivery::fanOut);
      case Input.Asked asked -> fromClient(asked.peer(), asked);
      case Input.Opened opened -> opened(opened);
      case Input.Closed(Peer peer) -> closed(peer);
      case Input.Heard(Peer peer) -> heard(peer);
      case Input.Refreshed refreshed -> fromClient(refreshed.peer(), refreshed);
      case Input.Faulty faulty -> fromClient(faulty.peer(), faulty);
      case Input.Followed followed -> rooms.followed(followed).forEach(delivery::wake);
      case Input.Passed(var positions) -> rooms.passed(positions);
      case Input.EphemeralReceived(Ephemeral message) -> ephemeral(message);
      case Input.EpochChanged changed -> epochChanged(changed);
      case Input.Appended outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.AppendFailed outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.StretchRead outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.ReadFailed outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.SessionLoaded outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.SessionSaved outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.SessionStale outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.StoreFailed outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.PresenceListed outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.PresenceFailed outcome -> context.tickets.redeem(outcome.ticket(), outcome);
      case Input.PresenceChanged changed -> presenceChanged(changed);
      case Input.Controlled(Control control) -> controlled(control);
      case Input.DrainStarted(long windowMs) ->
          draining.start(new ArrayList<>(clients.values()), windowMs);
      case Input.Tick() -> {}
      case Input.TurnEnded ended -> {}
      case Input.TurnYielded yielded -> {}
    }
    tick();
    return context.takeEffects();
  }

  private void tick() {
    context.timers.run(context.nowMs);
    publishing.tick();
    sessions.tick();
  }

  /** See {@code Hub.nextDueMs}. */
  public long nextDueMs() {
    return Math.min(
        context.timers.nextDueMs(), Math.min(publishing.nextDueMs(), sessions.nextDueMs()));
  }

  /** See {@code Hub.isBehind}. */
  public boolean isBehind() {
    return delivery.isBehind();
  }

  /** See {@code Hub.counts}. */
  public Counts counts() {
    return new Counts(
        clients.size(),
        sessions.size(),
        rooms.size(),
        rooms.subscriptions(),
        context.tickets.size(),
        rooms.ringBytes(),
        rooms.segmentBytes());
  }

  private void opened(Input.Opened input) {
    Client client = new Client(input.peer(), input.principal());
    clients.put(input.peer(), client);
    if (draining.isStarted()) {
      closing.close(client, CloseReason.DRAINING);
      return;
    }
    opening.open(client, input);
  }

  private void closed(Peer peer) {
    Client client = clients.remove(peer);
    if (client == null) {
      return;
    }
    client.phase = Client.Phase.GONE;
    sessions.detach(client);
    subscribing.detach(client);
  }

  private void written(Peer peer) {
    Client client = clients.get(peer);
    if (client != null) {
      delivery.written(client);
      draining.written(client);
    }
  }

  private void heard(Peer peer) {
    Client client = clients.get(peer);
    if (client != null && client.isLive()) {
      heard(client);
    }
  }

  private void heard(Client client) {
    if (client.hear()) {
      // At once: until then an attempt it has given up could take the session from it.
      sessions.save(client);
    }
  }

  /** What comes before the welcome waits for it, as the server speaks first. */
  private void fromClient(Peer peer, Input.FromClient input) {
    Client client = clients.get(peer);
    if (client == null) {
      return;
    }
    if (client.isLive()) {
      heard(client);
      take(client, input);
    } else if (client.phase == Client.Phase.OPENING) {
      if (client.early == null) {
        client.early = new ArrayDeque<>(2);
      }
      client.early.addLast(input);
      client.inFlight++;
      delivery.regulate(client);
    }
  }

  private void takeEarly(Client client) {
    ArrayDeque<Input.FromClient> early = client.early;
    client.early = null;
    while (early != null && !early.isEmpty() && client.isLive()) {
      client.inFlight--;
      take(client, early.removeFirst());
    }
    delivery.regulate(client);
  }

  private void take(Client client, Input.FromClient input) {
    switch (input) {
      case Input.Asked asked -> asked(client, asked.request());
      case Input.Refreshed refreshed -> refreshed(client, refreshed);
      case Input.Faulty faulty -> faulty(client, faulty);
      case Input.Opened opened -> throw new IllegalStateException("opened already: " + opened);
      case Input.Heard heard -> heard(client);
    }
  }

  private void asked(Client client, Request request) {
    switch (request) {
      case Request.Ack ack -> acked(client, ack);
      case Request.Publish publish -> publishing.publish(client, publish);
      case Request.Send send -> publishing.send(client, send);
      case Request.Join join -> subscribing.join(client, join);
      case Request.Leave leave -> subscribing.leave(client, leave);
      case Request.Presence presence -> asking.presence(client, presence);
      case Request.History history -> asking.history(client, history);
      case Request.Ping ping -> delivery.reply(client, new ServerFrame.Pong(ping.id()));
      case Request.Refresh refresh ->
          delivery.reply(
              client, new Failure(refresh.id(), ErrorCode.INTERNAL, "the token was not verified"));
    }
  }

  /** Takes each ack that holds; says what is wrong with the first that does not. */
  private void acked(Client client, Request.Ack ack) {
    Failure first = null;
    for (Request.Acked acked : ack.acks()) {
      Member member = client.members.get(acked.room());
      Failure failure = ackFailure(member, acked);
      if (failure == null) {
        delivery.acked(member, acked.position());
      } else if (member != null && member.resumed && member.window != null) {
        // Another node was ahead: what is acked comes again here, and is acked again.
        continue;
      } else if (first == null) {
        first = failure;
      }
    }
    if (first != null) {
      delivery.reply(client, first);
    }
  }

  private static Failure ackFailure(Member member, Request.Acked acked) {
    RoomName room = acked.room();
    if (member == null) {
      return new Failure(null, ErrorCode.NOT_JOINED, "ack: not in " + room);
    }
    if (member.window == null) {
      return new Failure(null, ErrorCode.INVALID, "ack: " + room + " was joined without ack");
    }
    if (acked.position() > member.room.head && acked.position() > member.window.highest()) {
      return new Failure(
          null,
          ErrorCode.INVALID,
          "ack: position " + acked.position() + " of " + room + " was never sent");
    }
    return null;
  }

  private void refreshed(Client client, Input.Refreshed input) {
    if (!input.principal().user().equals(client.user())) {
      delivery.reply(
          client, new Failure(input.id(), ErrorCode.FORBIDDEN, "the token is for another user"));
      return;
    }
    client.principal = input.principal();
    delivery.reply(client, new ServerFrame.Refreshed(input.id(), client.principal.expiresAtMs()));
    for (Member member : List.copyOf(client.members.values())) {
      if (!client.principal.grants().allow(client.user(), member.room.name, Right.JOIN)) {
        subscribing.remove(member);
        String why = "out of " + member.room.name + ": the new token lacks the right to join it";
        delivery.reply(client, new Failure(null, ErrorCode.FORBIDDEN, why));
      }
    }
    sessions.save(client);
    tending.renewed(client);
  }

  private void faulty(Client client, Input.Faulty input) {
    boolean tooFast = input.code() == ErrorCode.RATE_LIMITED;
    boolean malformed =
        input.code() == ErrorCode.BAD_FRAME || input.code() == ErrorCode.UNKNOWN_TYPE;
    if (tooFast && ++client.rateBreaches > context.limits.rateBreachesMax()) {
      closing.close(client, CloseReason.RATE_LIMITED);
    } else if (malformed && ++client.badFrames > context.limits.badFramesMax()) {
      closing.close(client, CloseReason.BAD_FRAMES);
    } else {
      delivery.reply(
          client, new Failure(input.id(), input.code(), input.message(), input.retryAfterMs()));
    }
  }

  private void ephemeral(Ephemeral message) {
    Room room = rooms.get(message.room());
    if (room == null) {
      return;
    }
    whisper(room, message, message.skip());
  }

  private void whisper(Room room, ServerFrame frame, SessionId skip) {
    for (int i = 0; i < room.size(); i++) {
      Client client = room.member(i).client;
      if (!client.session.equals(skip)) {
        delivery.whisper(client, frame);
      }
    }
  }

  private void presenceChanged(Input.PresenceChanged changed) {
    Room room = rooms.get(changed.room());
    if (room == null
        || room.size() > context.limits.presenceEventsMembersMax()
        || !hasPresenceEvents(changed)) {
      return;
    }
    ServerFrame frame =
        new ServerFrame.MemberChange(
            changed.room(), changed.user(), changed.session(), changed.atMs(), changed.joined());
    whisper(room, frame, changed.session());
  }

  private boolean hasPresenceEvents(Input.PresenceChanged changed) {
    for (String pattern : context.limits.presenceEvents()) {
      if (Grant.matches(pattern, changed.room().value())) {
        return true;
      }
    }
    return false;
  }

  private void controlled(Control control) {
    switch (control) {
      case Control.SessionTaken taken -> sessions.taken(taken);
      case Control.Disconnect(UserId user) ->
          clients.values().stream()
              .filter(client -> client.user().equals(user))
              .toList()
              .forEach(client -> closing.close(client, CloseReason.DISCONNECTED));
    }
  }

  /** All positions mean nothing any more: clients come back and are told so in their welcome. */
  private void epochChanged(Input.EpochChanged changed) {
    for (Client client : List.copyOf(clients.values())) {
      sessions.detach(client);
      subscribing.detach(client);
      closing.close(client, CloseReason.RECONNECT);
    }
    rooms.newEpoch(changed.epoch());
  }
}
