package heliograph.redis;

import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.redis.HeldRoom.Held;
import io.lettuce.core.protocol.CommandType;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Which of this node's sessions are in which rooms, and the writes that make Redis know it.
 *
 * <p>A write is made under the current {@link Incarnation}; while there is none, only what should
 * be is noted. A write whose fate is unknown ends the incarnation, and all members are entered
 * under the next: what the former one wrote ends with its lease. Guarded by the store's lock; its
 * size is that of the node's memberships, which the domain bounds.
 */
final class Membership {
  private final RedisConnection redis;
  private final PresenceKeys keys;
  private final ReentrantLock lock;
  private final Complaints complaints = new Complaints();
  private final Map<RoomName, HeldRoom> rooms = new HashMap<>();

  /** Set once, before any call. */
  private Lease lease;

  Membership(RedisConnection redis, PresenceKeys keys, ReentrantLock lock) {
    this.redis = redis;
    this.keys = keys;
    this.lock = lock;
  }

  void under(Lease lease) {
    this.lease = lease;
  }

  void enter(RoomName name, Present present) {
    lock.lock();
    try {
      HeldRoom room = rooms.computeIfAbsent(name, HeldRoom::new);
      Held held = new Held(present);
      if (room.members.putIfAbsent(present.session(), held) == null && lease.current() != null) {
        send(room, lease.current(), entering(room, held, lease.current(), false, reply -> {}));
      }
    } finally {
      lock.unlock();
    }
  }

  void leave(RoomName name, SessionId session) {
    lock.lock();
    try {
      HeldRoom room = rooms.get(name);
      if (room == null || room.members.remove(session) == null) {
        return;
      }
      if (lease.current() != null) {
        send(room, lease.current(), leaving(room, session, lease.current()));
      } else if (room.members.isEmpty()) {
        rooms.remove(name);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Reads a room, after what this node has written to it before. */
  void read(RoomName name, Call list) {
    lock.lock();
    try {
      HeldRoom room = rooms.get(name);
      if (room == null || room.waiting.isEmpty()) {
        redis.submit(list);
      } else {
        room.waiting.add(list);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops rooms that only a former incarnation had something to do with. For Reentry. */
  Iterator<Map.Entry<HeldRoom, Held>> snapshot() {
    rooms.values().removeIf(room -> room.members.isEmpty());
    return rooms.values().stream()
        .flatMap(room -> room.members.values().stream().map(held -> Map.entry(room, held)))
        .toList()
        .iterator();
  }

  /**
   * Enters a member again under a new incarnation, if it is still there; for holders of the lock.
   *
   * @param untold whether nobody was told that it had gone
   * @param then told when that is done
   * @return whether it is still there
   */
  boolean reenter(
      HeldRoom room, Held held, Incarnation incarnation, boolean untold, Consumer<Reply> then) {
    if (room.members.get(held.present.session()) != held) {
      return false;
    }
    send(room, incarnation, entering(room, held, incarnation, untold, then));
    return true;
  }

  /** Sends a room's write, after Redis has confirmed that the room is noted. */
  private void send(HeldRoom room, Incarnation incarnation, Call call) {
    if (!incarnation.id().equals(room.notedFor)) {
      drop(room, room.noteFor(incarnation.id()));
      redis.submit(noting(room, incarnation));
    }
    room.underWay++;
    if (room.noted) {
      redis.submit(call);
    } else if (room.waiting.size() < redis.config().pendingMax()) {
      room.waiting.add(call);
    } else {
      room.underWay--;
      lease.doubt(incarnation, "too much waits for a room to be noted");
    }
  }

  /** Lets go of writes of an incarnation that is over; reads among them are done all the same. */
  private void drop(HeldRoom room, List<Call> calls) {
    for (Call call : calls) {
      if (call.isUrgent()) {
        redis.submit(call);
      } else {
        room.underWay--;
      }
    }
  }

  private Call noting(HeldRoom room, Incarnation incarnation) {
    return Call.number(Script.NOTE)
        .key(keys.roomsOf(incarnation.id()))
        .arg(incarnation.notAfterMs())
        .arg(room.name.value())
        .then(
            reply ->
                locked(
                    () -> {
                      if (!incarnation.id().equals(room.notedFor)) {
                        return;
                      }
                      if (incarnation.is(lease.current()) && isDone(incarnation, reply)) {
                        room.noted = true;
                        room.takeWaiting().forEach(redis::submit);
                      } else {
                        drop(room, room.noteFor(null));
                      }
                    }));
  }

  private Call entering(
      HeldRoom room, Held held, Incarnation incarnation, boolean untold, Consumer<Reply> then) {
    String at = "now";
    if (!held.told) {
      at = Long.toString(held.present.sinceMs());
    } else if (untold) {
      at = "";
    }
    Call call = Call.number(Script.ENTER).key(keys.members(room.name)).key(keys.bySince(room.name));
    call.key(keys.heldBy(room.name, incarnation.id()));
    incarnation.former().forEach(former -> call.key(keys.heldBy(room.name, former)));
    call.arg(incarnation.notAfterMs())
        .arg(incarnation.id())
        .arg(held.present.session().value())
        .arg(held.present.user().value())
        .arg(held.present.sinceMs())
        .arg(at)
        .arg(redis.channel())
        .arg(room.name.value());
    incarnation.former().forEach(call::arg);
    return call.then(
        reply -> {
          locked(
              () -> {
                room.underWay--;
                if (isDone(incarnation, reply)) {
                  held.told = true;
                }
              });
          then.accept(reply);
        });
  }

  private Call leaving(HeldRoom room, SessionId session, Incarnation incarnation) {
    Call call = Call.number(Script.LEAVE).key(keys.members(room.name)).key(keys.bySince(room.name));
    call.key(keys.heldBy(room.name, incarnation.id()));
    incarnation.former().forEach(former -> call.key(keys.heldBy(room.name, former)));
    call.arg(session.value()).arg(redis.channel()).arg(room.name.value()).arg(incarnation.id());
    incarnation.former().forEach(call::arg);
    return call.then(
        reply ->
            locked(
                () -> {
                  room.underWay--;
                  if (isDone(incarnation, reply)) {
                    unnoteIfEmpty(room, incarnation);
                  }
                }));
  }

  /** Takes a room off the incarnation's, after its last member's leave was done. */
  private void unnoteIfEmpty(HeldRoom room, Incarnation incarnation) {
    boolean unused =
        room.members.isEmpty()
            && room.underWay == 0
            && incarnation.is(lease.current())
            && rooms.remove(room.name, room);
    if (unused) {
      redis.submit(
          Call.number(CommandType.SREM).key(keys.roomsOf(incarnation.id())).arg(room.name.value()));
    }
  }

  /** Returns whether a write was done; where that is not known, the incarnation is over. */
  private boolean isDone(Incarnation incarnation, Reply reply) {
    switch (reply) {
      case Reply.Answer(Long result) when result >= 0 -> {
        return true;
      }
      case Reply.Answer late -> lease.doubt(incarnation, "the lease had ended before a write");
      case Reply.Refused refused when refused.isOfData() ->
          complaints.add("a room's presence was not written: " + refused.message());
      case Reply.Refused refused -> lease.doubt(incarnation, refused.message());
      case Reply.Lost lost -> lease.doubt(incarnation, lost.reason());
    }
    return false;
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
