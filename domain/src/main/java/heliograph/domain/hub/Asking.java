package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.Failure;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.domain.session.Right;
import java.util.List;
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
    client.inFlight += delivery.historyWeight();
    read(client, ask, new Span(ask.room(), direction, limit, context.limits.readBytesMax()));
    delivery.regulate(client);
  }

  private void read(Client client, Request.History ask, Span span) {
    long ticket = context.tickets.issue(outcome -> page(client, ask, span, outcome));
    context.emit(new Effect.Read(ticket, span));
  }

  private void page(Client client, Request.History ask, Span span, Input.Outcome outcome) {
    if (outcome instanceof Input.StretchRead read) {
      long tail = rooms.tailNeededFor(read.stretch());
      if (tail >= 0) {
        awaitTail(client, ask, span, read, tail);
        return;
      }
    }
    answer(client, ask, span, outcome);
  }

  /**
   * Has the room followed and answers when the log's tail has come as far as what was read; if that
   * takes longer than a publish may, the log is out of reach.
   */
  private void awaitTail(
      Client client, Request.History ask, Span span, Input.StretchRead read, long tail) {
    rooms.arrive(
        ask.room(),
        room -> {
          long ticket =
              context.tickets.issue(
                  outcome -> {
                    answer(client, ask, span, outcome);
                    rooms.arrived(room);
                  });
          context.timers.at(
              context.nowMs + context.limits.publishTimeoutMs(), () -> rooms.giveUp(room, ticket));
          rooms.redeemAt(room, tail, ticket, read);
        });
  }

  private void answer(Client client, Request.History ask, Span span, Input.Outcome outcome) {
    ServerFrame answer;
    if (outcome instanceof Input.StretchRead(long t, Stretch stretch)) {
      List<Message> messages = rooms.messagesOf(stretch);
      if (messages.isEmpty() && stretch.more() && stretch.upTo() > stretch.after()) {
        // Nothing but repetitions: an empty page would not tell the client where to read on.
        read(client, ask, beyond(span, stretch));
        return;
      }
      answer =
          new ServerFrame.HistoryPage(
              ask.id(), ask.room(), stretch.epoch(), messages, stretch.more());
    } else {
      answer = new Failure(ask.id(), ErrorCode.UNAVAILABLE, "the log is out of reach; try again");
    }
    client.inFlight -= delivery.historyWeight();
    delivery.reply(client, answer);
    delivery.regulate(client);
  }

  private static Span beyond(Span span, Stretch stretch) {
    Span.Direction direction =
        switch (span.direction()) {
          case Span.After after -> new Span.After(stretch.upTo());
          case Span.Before before -> new Span.Before(stretch.after() + 1);
        };
    return new Span(span.room(), direction, span.limit(), span.bytesMax());
  }

  private boolean mayAsk(Client client, RequestId id, RoomName room, Right right) {
    if (client.principal.grants().allow(client.user(), room, right)) {
      return true;
    }
    String what = right == Right.PRESENCE ? "who is in " : "the history of ";
    delivery.reply(client, new Failure(id, ErrorCode.FORBIDDEN, "no right to see " + what + room));
    return false;
  }

  private long issue(Client client, Function<Input.Outcome, ServerFrame> answer) {
    client.inFlight++;
    long ticket =
        context.tickets.issue(
            outcome -> {
              client.inFlight--;
              delivery.reply(client, answer.apply(outcome));
              delivery.regulate(client);
            });
    delivery.regulate(client);
    return ticket;
  }
}
