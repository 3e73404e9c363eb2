package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.Failure;
import heliograph.domain.message.Span;
import heliograph.domain.session.Right;
import java.util.function.Function;

/** Requests that only read: presence, history. For the hub's thread. */
final class Asking {
  private final Context context;
  private final Rooms rooms;
  private final Delivery delivery;

  Asking(Context context, Rooms rooms, Delivery delivery) {
    this.context = context;
    this.rooms = rooms;
    this.delivery = delivery;
  }

  void presence(Client client, Request.Presence ask) {
    if (!mayAsk(client, ask.id(), ask.room(), Right.PRESENCE)) {
      return;
    }
    long ticket =
        issue(
            client,
            1,
            outcome ->
                outcome instanceof Input.PresenceListed listed
                    ? new ServerFrame.PresenceList(
                        ask.id(), ask.room(), listed.count(), listed.members())
                    : new Failure(
                        ask.id(), ErrorCode.UNAVAILABLE, "presence is out of reach; try again"));
    context.emit(new Effect.ListPresence(ticket, ask.room(), context.limits.presenceMembersMax()));
  }

  void history(Client client, Request.History ask) {
    if (!mayAsk(client, ask.id(), ask.room(), Right.HISTORY)) {
      return;
    }
    Span.Direction direction;
    if (ask.after() != Request.History.OPEN) {
      direction = new Span.After(ask.after());
    } else if (ask.before() != Request.History.OPEN) {
      direction = new Span.Before(ask.before());
    } else {
      direction = new Span.Before(Long.MAX_VALUE);
    }
    int limit = Math.min(ask.limit(), context.limits.historyMax());
    Span span = new Span(ask.room(), direction, limit, context.limits.readBytesMax());
    long ticket =
        issue(
            client,
            delivery.historyWeight(),
            outcome ->
                outcome instanceof Input.StretchRead read
                    ? new ServerFrame.HistoryPage(
                        ask.id(),
                        ask.room(),
                        read.stretch().epoch(),
                        rooms.messagesOf(read.stretch()),
                        read.stretch().more())
                    : new Failure(
                        ask.id(), ErrorCode.UNAVAILABLE, "the log is out of reach; try again"));
    context.emit(new Effect.Read(ticket, span));
  }

  private boolean mayAsk(Client client, RequestId id, RoomName room, Right right) {
    if (client.principal.grants().allow(client.user(), room, right)) {
      return true;
    }
    String what = right == Right.PRESENCE ? "who is in " : "the history of ";
    delivery.reply(client, new Failure(id, ErrorCode.FORBIDDEN, "no right to see " + what + room));
    return false;
  }

  private long issue(Client client, int weight, Function<Input.Outcome, ServerFrame> answer) {
    client.inFlight += weight;
    long ticket =
        context.tickets.issue(
            outcome -> {
              client.inFlight -= weight;
              delivery.reply(client, answer.apply(outcome));
              delivery.regulate(client);
            });
    delivery.regulate(client);
    return ticket;
  }
}
