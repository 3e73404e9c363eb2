package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.Input;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RequestId;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.Failure;
import heliograph.domain.session.Right;
import java.util.ArrayDeque;

/**
 * Brings messages to the log, and answers when they have come back from it. For the hub's thread.
 */
final class Publishing {
  private record Pending(long ticket, long dueMs, Client client, RequestId id) {}

  private final Context context;
  private final Rooms rooms;
  private final Delivery delivery;

  /** In the order they are due, as all wait equally long; answered ones stay until then. */
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  Publishing(Context context, Rooms rooms, Delivery delivery) {
    this.context = context;
    this.rooms = rooms;
    this.delivery = delivery;
  }

  void publish(Client client, Request.Publish publish) {
    RoomName room = publish.room();
    if (!client.principal.grants().allow(client.user(), room, Right.PUBLISH)) {
      refuse(client, publish.id(), "no right to publish to " + room);
      return;
    }
    if (publish.ephemeral()) {
      context.emit(
          new Effect.Broadcast(
              new Ephemeral(
                  room,
                  client.user(),
                  context.nowMs,
                  publish.data(),
                  publish.echo() ? null : client.session)));
      delivery.reply(
          client, new ServerFrame.Published(publish.id(), room, null, ServerFrame.NONE, false));
      return;
    }
    append(
        client,
        publish.id(),
        new Draft(
            room,
            client.user(),
            publish.key(),
            publish.data(),
            publish.echo() ? null : client.session,
            publish.traceparent()));
  }

  void send(Client client, Request.Send send) {
    if (!client.principal.grants().allowSend(send.user())) {
      refuse(client, send.id(), "no right to send to " + send.user());
      return;
    }
    append(
        client,
        send.id(),
        new Draft(
            RoomName.inboxOf(send.user()),
            client.user(),
            send.key(),
            send.data(),
            null,
            send.traceparent()));
  }

  private void refuse(Client client, RequestId id, String why) {
    delivery.reply(client, new Failure(id, ErrorCode.FORBIDDEN, why));
  }

  private void append(Client client, RequestId id, Draft draft) {
    client.inFlight++;
    long ticket =
        context.tickets.issue(outcome -> appended(client, id, draft.room(), draft.key(), outcome));
    pending.addLast(
        new Pending(ticket, context.nowMs + context.limits.publishTimeoutMs(), client, id));
    context.emit(new Effect.Append(ticket, draft));
    delivery.regulate(client);
  }

  private void appended(
      Client client, RequestId id, RoomName room, MessageKey key, Input.Outcome outcome) {
    client.inFlight--;
    delivery.reply(
        client,
        switch (outcome) {
          case Input.Appended done -> {
            long first = key == null ? -1 : firstPosition(client, room, key);
            boolean duplicate = first >= 0 && first < done.position();
            yield new ServerFrame.Published(
                id, room, rooms.epoch(), duplicate ? first : done.position(), duplicate);
          }
          case Input.AppendFailed failed -> failure(id, failed.failure());
          default -> throw new IllegalStateException("no outcome of an append: " + outcome);
        });
    delivery.regulate(client);
    dropAnswered();
  }

  private long firstPosition(Client client, RoomName room, MessageKey key) {
    return rooms.firstPosition(room, client.user(), key);
  }

  private static Failure failure(RequestId id, Input.LogFailure failure) {
    return switch (failure) {
      case UNAVAILABLE ->
          new Failure(
              id,
              ErrorCode.UNAVAILABLE,
              "the log is out of reach, nothing was accepted: retry with the same key");
      case TIMEOUT -> timedOut(id);
      case TOO_LARGE ->
          new Failure(id, ErrorCode.TOO_LARGE, "the message is larger than the log takes");
      case REFUSED ->
          new Failure(
              id, ErrorCode.UNAVAILABLE, "the log refused the message, nothing was accepted");
    };
  }

  private static Failure timedOut(RequestId id) {
    return new Failure(
        id,
        ErrorCode.TIMEOUT,
        "the log did not answer in time, it may have been accepted: retry with the same key");
  }

  /** Answers what waited too long. */
  void tick() {
    while (!pending.isEmpty() && pending.getFirst().dueMs <= context.nowMs) {
      Pending late = pending.removeFirst();
      if (context.tickets.cancel(late.ticket)) {
        late.client.inFlight--;
        delivery.reply(late.client, timedOut(late.id));
        delivery.regulate(late.client);
      }
    }
  }

  private void dropAnswered() {
    while (!pending.isEmpty() && !context.tickets.isWaiting(pending.getFirst().ticket)) {
      pending.removeFirst();
    }
  }

  /** Returns when {@link #tick} has something to do; {@link Long#MAX_VALUE} for never. */
  long nextDueMs() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.getFirst().dueMs;
  }
}
