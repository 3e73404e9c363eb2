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
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings messages to the log, and answers when they have come back from it. For the hub's thread.
 */
final class Publishing {
  private record Pending(long dueMs, Client client, RequestId id) {}

  private final Context context;
  private final Rooms rooms;
  private final Delivery delivery;

  /** By ticket, in the order they are due, as all wait equally long. */
  private final LinkedHashMap<Long, Pending> pending = new LinkedHashMap<>();

  /** When the first of them is due, or one before it was that is answered. */
  private long nextDueMs = Long.MAX_VALUE;

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
    long dueMs = context.nowMs + context.limits.publishTimeoutMs();
    pending.put(ticket, new Pending(dueMs, client, id));
    nextDueMs = Math.min(nextDueMs, dueMs);
    context.emit(new Effect.Append(ticket, draft));
    delivery.regulate(client);
  }

  private void appended(
      Client client, RequestId id, RoomName room, MessageKey key, Input.Outcome outcome) {
    client.inFlight--;
    delivery.reply(
        client,
        switch (outcome) {
          case Input.Appended(long ticket, long position) -> {
            pending.remove(ticket);
            long first = key == null ? -1 : rooms.firstPosition(room, client.user(), key);
            boolean duplicate = first >= 0 && first < position;
            yield new ServerFrame.Published(
                id, room, rooms.epoch(), duplicate ? first : position, duplicate);
          }
          case Input.AppendFailed(long ticket, var failure) -> {
            pending.remove(ticket);
            yield failure(id, failure);
          }
          default -> throw new IllegalStateException("no outcome of an append: " + outcome);
        });
    delivery.regulate(client);
  }

  private static Failure failure(RequestId id, Input.LogFailure failure) {
    return switch (failure) {
      case UNAVAILABLE ->
          new Failure(
              id,
              ErrorCode.UNAVAILABLE,
              "the log is out of reach, nothing was accepted: retry with the same key");
      case BUSY ->
          new Failure(
              id,
              ErrorCode.UNAVAILABLE,
              "too much waits for the log, nothing was accepted: retry later with the same key");
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
    if (context.nowMs < nextDueMs) {
      return;
    }
    while (!pending.isEmpty() && pending.firstEntry().getValue().dueMs <= context.nowMs) {
      Map.Entry<Long, Pending> late = pending.pollFirstEntry();
      context.tickets.cancel(late.getKey());
      Client client = late.getValue().client;
      client.inFlight--;
      delivery.reply(client, timedOut(late.getValue().id));
      delivery.regulate(client);
    }
    nextDueMs = pending.isEmpty() ? Long.MAX_VALUE : pending.firstEntry().getValue().dueMs;
  }

  /** Returns when {@link #tick} may have something to do; {@link Long#MAX_VALUE} for never. */
  long nextDueMs() {
    return nextDueMs;
  }
}
