package heliograph.redis;

import heliograph.domain.id.RoomName;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes the members of incarnations out whose lease has ended: room by room, some sessions at a
 * time, so that no step blocks Redis for long. Each step is atomic, so several reapers do no harm.
 * Safe for use by any thread.
 */
final class Reaper {
  private static final int ROOMS_AT_ONCE = 32;
  private static final int SESSIONS_AT_ONCE = 100;

  private final RedisConnection redis;
  private final PresenceKeys keys;
  private final Complaints complaints = new Complaints();
  private final Map<String, Boolean> underWay = new ConcurrentHashMap<>();

  Reaper(RedisConnection redis, PresenceKeys keys) {
    this.redis = redis;
    this.keys = keys;
  }

  /** Takes an incarnation's members out, unless somebody else does already. */
  void reapUnlessOthersDo(String incarnation) {
    if (underWay.putIfAbsent(incarnation, true) != null) {
      return;
    }
    redis.submit(
        Call.status(CommandType.SET)
            .key(keys.reaping(incarnation))
            .arg(redis.config().node().value())
            .arg("NX")
            .arg("PX")
            .arg(redis.config().leaseMs())
            .then(
                reply -> {
                  if (reply instanceof Reply.Answer(byte[] ok)) {
                    reap(incarnation).whenComplete((done, e) -> underWay.remove(incarnation));
                  } else {
                    underWay.remove(incarnation);
                  }
                }));
  }

  /** Takes an incarnation's members out; fails where Redis does not answer. */
  CompletableFuture<Void> reap(String incarnation) {
    return ask(Call.list(CommandType.SRANDMEMBER).key(keys.roomsOf(incarnation)).arg(ROOMS_AT_ONCE))
        .thenCompose(
            answer -> {
              List<?> rooms = (List<?>) answer;
              if (rooms.isEmpty()) {
                return forget(incarnation);
              }
              List<CompletableFuture<?>> reaped = new ArrayList<>(rooms.size());
              rooms.forEach(room -> reaped.add(reapNamed(incarnation, (byte[]) room)));
              return CompletableFuture.allOf(reaped.toArray(CompletableFuture[]::new))
                  .thenCompose(done -> reap(incarnation));
            });
  }

  private CompletableFuture<?> reapNamed(String incarnation, byte[] name) {
    CompletableFuture<Void> reaped;
    try {
      reaped = reapRoom(incarnation, new RoomName(PresenceLines.text(name)));
    } catch (IllegalArgumentException e) {
      complaints.add(keys.roomsOf(incarnation) + " names a room that is none");
      reaped = CompletableFuture.completedFuture(null);
    }
    return reaped.thenCompose(
        done -> ask(Call.number(CommandType.SREM).key(keys.roomsOf(incarnation)).arg(() -> name)));
  }

  private CompletableFuture<Void> reapRoom(String incarnation, RoomName room) {
    CompletableFuture<Void> reaped = new CompletableFuture<>();
    reapSome(incarnation, room, reaped);
    return reaped;
  }

  private void reapSome(String incarnation, RoomName room, CompletableFuture<Void> reaped) {
    redis.submit(
        Call.number(Script.REAP)
            .key(keys.members(room))
            .key(keys.bySince(room))
            .key(keys.heldBy(room, incarnation))
            .arg(incarnation)
            .arg(SESSIONS_AT_ONCE)
            .arg(redis.channel())
            .arg(room.value())
            .then(
                reply -> {
                  switch (reply) {
                    case Reply.Answer(Long left) when left > 0 ->
                        reapSome(incarnation, room, reaped);
                    case Reply.Answer none -> reaped.complete(null);
                    case Reply.Refused refused when refused.isOfData() -> {
                      complaints.add(
                          keys.members(room) + " is no room's members: " + refused.message());
                      reaped.complete(null);
                    }
                    case Reply.Refused refused ->
                        reaped.completeExceptionally(new IllegalStateException(refused.message()));
                    case Reply.Lost lost ->
                        reaped.completeExceptionally(new IllegalStateException(lost.reason()));
                  }
                }));
  }

  private CompletableFuture<Void> forget(String incarnation) {
    return ask(Call.number(CommandType.ZREM).key(keys.leases()).arg(incarnation))
        .thenCompose(done -> ask(Call.number(CommandType.DEL).key(keys.reaping(incarnation))))
        .thenAccept(done -> {});
  }

  private CompletableFuture<Object> ask(Call call) {
    CompletableFuture<Object> asked = new CompletableFuture<>();
    redis.submit(
        call.then(
            reply -> {
              if (reply instanceof Reply.Answer(Object value)) {
                asked.complete(value);
              } else {
                asked.completeExceptionally(new IllegalStateException(reply.toString()));
              }
            }));
    return asked;
  }
}
