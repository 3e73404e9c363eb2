package heliograph.domain.hub;

import heliograph.domain.Effect;
import heliograph.domain.ErrorCode;
import heliograph.domain.hub.Placing.Start;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Message;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import heliograph.domain.message.ServerFrame.Failure;
import heliograph.domain.message.ServerFrame.RoomState;
import heliograph.domain.room.AckWindow;
import heliograph.domain.session.Right;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Puts cursors into rooms and takes them out: join, leave, resume. For the hub's thread. */
final class Subscribing {
  private final Context context;
  private final Rooms rooms;
  private final Delivery delivery;
  private final SessionKeeping sessions;
  private final Placing placing;

  Subscribing(Context context, Rooms rooms, Delivery delivery, SessionKeeping sessions) {
    this.context = context;
    this.rooms = rooms;
    this.delivery = delivery;
    this.sessions = sessions;
    placing = new Placing(context, rooms);
  }

  /** Answers a join, now or when its room and replay are there. */
  void join(Client client, Request.Join join) {
    RoomName name = join.room();
    Client.Joining before = client.joining.get(name);
    if (before != null && !before.behind.isEmpty()) {
      defer(client, before, join);
      return;
    }
    Failure refusal = refusal(client, join);
    if (refusal != null) {
      delivery.reply(client, refusal);
      return;
    }
    Client.Joining joining = client.startJoining(name);
    client.inFlight++;
    delivery.regulate(client);
    arrive(
        name,
        (room, done) -> {
          if (join.from() != null) {
            placing.at(
                room,
                join.from().epoch(),
                join.from().position(),
                start -> orLast(room, join.history(), start, done));
          } else {
            last(room, join.history(), true, done);
          }
        },
        (room, start) -> joined(client, join, joining, room, start));
  }

  /** Where what came after a position is not kept, the last messages are better than none. */
  private void orLast(Room room, int history, Start start, Consumer<Start> done) {
    if (start == null || start.recovered() || history == 0) {
      done.accept(start);
    } else {
      last(room, history, false, done);
    }
  }

  private void last(Room room, int history, boolean recovered, Consumer<Start> done) {
    if (history == 0) {
      done.accept(new Start(room.head, recovered));
      return;
    }
    placing.last(
        room,
        Math.min(history, context.limits.historyMax()),
        start -> done.accept(start == null ? null : new Start(start.cursor(), recovered)));
  }

  private void defer(Client client, Client.Joining joining, Request request) {
    joining.behind.addLast(request);
    client.inFlight++;
    delivery.regulate(client);
  }

  private Failure refusal(Client client, Request.Join join) {
    RoomName name = join.room();
    if (!mayJoin(client, name)) {
      return forbidden(join);
    }
    if (client.member(name) != null || client.joining.containsKey(name)) {
      return new Failure(join.id(), ErrorCode.ALREADY_JOINED, "already in " + name);
    }
    if (client.members.size() + client.joining.size() >= context.limits.maxRooms()) {
      return new Failure(
          join.id(),
          ErrorCode.TOO_MANY_ROOMS,
          "a session may be in at most " + context.limits.maxRooms() + " rooms");
    }
    return null;
  }

  private void joined(
      Client client, Request.Join join, Client.Joining joining, Room room, Start start) {
    client.endJoining(join.room());
    client.inFlight--;
    if (!client.isLive()) {
      return;
    }
    if (start == null) {
      delivery.reply(
          client,
          new Failure(join.id(), ErrorCode.UNAVAILABLE, "the log is out of reach; try again"));
    } else if (!mayJoin(client, room.name)) {
      delivery.reply(client, forbidden(join));
    } else {
      long last = room.last == Message.UNKNOWN ? room.head : room.last;
      delivery.reply(
          client,
          new ServerFrame.Joined(join.id(), join.room(), room.epoch, last, start.recovered()));
      enterPresence(client, room.name);
      Member member =
          add(client, room, RoomCursor.at(room.name, room.epoch, start.cursor(), join.ack()));
      sessions.save(client);
      delivery.wake(member);
    }
    delivery.regulate(client);
    for (Request next : joining.behind) {
      client.inFlight--;
      switch (next) {
        case Request.Join again -> join(client, again);
        case Request.Leave leave -> leave(client, leave);
        default -> throw new IllegalStateException("does not wait for a join: " + next);
      }
    }
  }

  private static boolean mayJoin(Client client, RoomName room) {
    return room.isInboxOf(client.user())
        || client.principal.grants().allow(client.user(), room, Right.JOIN);
  }

  private static Failure forbidden(Request.Join join) {
    return new Failure(join.id(), ErrorCode.FORBIDDEN, "no right to join " + join.room());
  }

  /** Answers a leave; one that follows a join still under way waits for it. */
  void leave(Client client, Request.Leave leave) {
    RoomName name = leave.room();
    Client.Joining joining = client.joining.get(name);
    if (joining != null) {
      defer(client, joining, leave);
      return;
    }
    Member member = client.members.get(name);
    if (member == null) {
      delivery.reply(client, new Failure(leave.id(), ErrorCode.NOT_JOINED, "not in " + name));
      return;
    }
    remove(member);
    sessions.save(client);
    delivery.reply(client, new ServerFrame.Left(leave.id(), name));
  }

  /** Takes a member out of its room for good. */
  void remove(Member member) {
    Client client = member.client;
    client.removeMember(member.room.name);
    member.client.ready.remove(member);
    rooms.leave(member);
    context.emit(new Effect.LeavePresence(member.room.name, client.session));
  }

  /** Takes a client out of all its rooms, as its connection is gone. */
  void detach(Client client) {
    for (Member member : client.members.values()) {
      context.emit(new Effect.LeavePresence(member.room.name, client.session));
    }
    for (RoomName room : client.restoring) {
      context.emit(new Effect.LeavePresence(room, client.session));
    }
    handOver(client);
  }

  /** Ends presence in the rooms that a client's session is not in any more, left elsewhere. */
  void leaveAllBut(Client client, SessionRecord session) {
    Set<RoomName> left = new HashSet<>(client.members.keySet());
    left.addAll(client.restoring);
    session.rooms().forEach(cursor -> left.remove(cursor.room()));
    left.forEach(room -> context.emit(new Effect.LeavePresence(room, client.session)));
  }

  /** Takes a client out of its rooms without a word to anybody, as its session lives on here. */
  void handOver(Client client) {
    client.members.values().forEach(rooms::leave);
    client.members = Map.of();
    client.restoring = Set.of();
    if (client.inbox != null) {
      rooms.leave(client.inbox);
      client.inbox = null;
    }
  }

  /**
   * Puts a client into its inbox.
   *
   * @param cursor where it stood before; null for a new session
   * @param then gets where it stands
   */
  void enterInbox(Client client, RoomCursor cursor, Consumer<RoomState> then) {
    RoomName name = RoomName.inboxOf(client.user());
    arrive(
        name,
        (room, done) -> {
          if (cursor == null) {
            done.accept(new Start(room.head, true));
          } else {
            placing.at(room, cursor.epoch(), cursor.quietTo(), done);
          }
        },
        (room, start) -> {
          if (client.phase != Client.Phase.OPENING) {
            return;
          }
          RoomCursor there = whereItGoesOn(room, cursor, start, false);
          client.inbox = new Member(client, room, there.position(), there.quietTo(), null);
          boolean recovered = cursor == null || there == cursor;
          client.inbox.unrecovered = recovered ? null : cursor;
          room.add(client.inbox);
          delivery.wake(client.inbox);
          then.accept(new RoomState(name, room.epoch, there.position(), recovered));
        });
  }

  /**
   * Puts a resumed session's cursor back into a room; {@code then} gets where it stands. If the log
   * is out of reach it stands where it stood, and is read on from there when the log is back.
   */
  void restore(Client client, RoomCursor cursor, Consumer<RoomState> then) {
    if (client.restoring.isEmpty()) {
      client.restoring = new HashSet<>(2);
    }
    client.restoring.add(cursor.room());
    enterPresence(client, cursor.room());
    arrive(
        cursor.room(),
        (room, done) -> placing.at(room, cursor.epoch(), cursor.quietTo(), done),
        (room, start) -> {
          if (client.phase != Client.Phase.OPENING) {
            return;
          }
          client.endRestoring(cursor.room());
          RoomCursor there = whereItGoesOn(room, cursor, start, cursor.ack());
          boolean recovered = there == cursor;
          Member member = add(client, room, there);
          member.resumed = true;
          member.unrecovered = recovered ? null : cursor;
          delivery.wake(member);
          then.accept(new RoomState(room.name, room.epoch, there.position(), recovered));
        });
  }

  /** Returns the cursor itself where nothing is missing, or where that cannot be told now. */
  private static RoomCursor whereItGoesOn(Room room, RoomCursor cursor, Start start, boolean ack) {
    boolean asItWas = cursor != null && (start == null || start.recovered());
    return asItWas ? cursor : RoomCursor.at(room.name, room.epoch, start.cursor(), ack);
  }

  private Member add(Client client, Room room, RoomCursor at) {
    AckWindow window =
        at.ack() ? new AckWindow(context.limits.ackWindow(), at.position(), at.sent()) : null;
    Member member = new Member(client, room, at.position(), at.quietTo(), window);
    client.addMember(member);
    room.add(member);
    return member;
  }

  private void enterPresence(Client client, RoomName room) {
    context.emit(
        new Effect.EnterPresence(
            room, new ServerFrame.Present(client.user(), client.session, context.nowMs)));
  }

  @FunctionalInterface
  private interface Choose {
    void choose(Room room, Consumer<Start> done);
  }

  @FunctionalInterface
  private interface Arrived {
    /** {@code start} is null if the log is out of reach. */
    void arrived(Room room, Start start);
  }

  /** Follows a room, has the start chosen, and holds the room until {@code then} is done. */
  private void arrive(RoomName name, Choose choose, Arrived then) {
    rooms.arrive(
        name,
        room ->
            choose.choose(
                room,
                start -> {
                  then.arrived(room, start);
                  rooms.arrived(room);
                }));
  }
}
