package heliograph.redis;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.Inbox;
import heliograph.ports.PresenceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Presence in Redis: each room's members with the nodes that hold them there, each node's holds
 * under its lease, and changes told on a channel by the scripts that make them.
 *
 * <p>A session is in a room as long as at least one node holds it, so one that moves between nodes
 * neither leaves nor comes. Safe for use by any thread; one lock, never held over I/O or a call to
 * the inbox. Needs memory for this node's own memberships only. While Redis is out of reach they
 * are noted, lists fail at once, and no changes come; when it is back they are entered again.
 */
public final class RedisPresenceStore implements PresenceStore {
  private final RedisConnection redis;
  private final PresenceKeys keys;
  private final ReentrantLock lock = new ReentrantLock();
  private final Membership membership;
  private final Lease lease;
  private final Reaper reaper;
  private final Complaints complaints = new Complaints();
  private volatile Inbox inbox;
  private volatile boolean closed;

  private RedisPresenceStore(RedisConnection redis) {
    this.redis = redis;
    keys = new PresenceKeys(redis.config().keyPrefix());
    reaper = new Reaper(redis, keys);
    membership = new Membership(redis, keys, lock);
    lease = new Lease(redis, keys, lock, new Changes());
    membership.under(lease);
  }

  /**
   * Makes the node's handle on its connection, which it does not close, and takes the lease: waits
   * for that as long as a command may take, and goes on without where Redis is out of reach.
   */
  public static RedisPresenceStore open(RedisConnection redis) {
    RedisPresenceStore store = new RedisPresenceStore(Objects.requireNonNull(redis));
    store.lease.start();
    return store;
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
    redis.onMessage(this::changed);
  }

  @Override
  public void enter(RoomName room, Present member) {
    if (!closed) {
      membership.enter(room, member);
    }
  }

  @Override
  public void leave(RoomName room, SessionId session) {
    if (!closed) {
      membership.leave(room, session);
    }
  }

  @Override
  public void list(long ticket, RoomName room, int max) {
    membership.read(
        room,
        Call.list(Script.LIST)
            .key(keys.members(room))
            .key(keys.bySince(room))
            .arg(max)
            .urgent()
            .then(reply -> inbox.submit(listed(ticket, room, reply))));
  }

  @Override
  public String trouble() {
    return redis.trouble();
  }

  @Override
  public void close() {
    closed = true;
    CompletableFuture<?>[] reaped =
        lease.close().stream().map(reaper::reap).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(reaped).get(redis.config().closeTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Redis is out of reach: the other nodes do it when the lease has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void changed(byte[] message) {
    if (closed) {
      return;
    }
    Input.PresenceChanged change;
    try {
      change = PresenceLines.change(message);
    } catch (IllegalArgumentException e) {
      complaints.add("a message on " + redis.channel() + " is no change: " + e.getMessage());
      return;
    }
    inbox.submit(change);
  }

  private Input.Outcome listed(long ticket, RoomName room, Reply reply) {
    if (!(reply instanceof Reply.Answer(List<?> answer))) {
      if (reply instanceof Reply.Refused(String message)) {
        complaints.add(keys.members(room) + " cannot be listed: " + message);
      }
      return new Input.PresenceFailed(ticket);
    }
    List<Present> members = new ArrayList<>(answer.size() / 2);
    for (int i = 1; i + 1 < answer.size(); i += 2) {
      try {
        members.add(PresenceLines.member((byte[]) answer.get(i), (byte[]) answer.get(i + 1)));
      } catch (IllegalArgumentException e) {
        complaints.add(keys.members(room) + " holds what is no member: " + e.getMessage());
      }
    }
    int count = Integer.parseInt(PresenceLines.text((byte[]) answer.getFirst()));
    return new Input.PresenceListed(ticket, count, List.copyOf(members));
  }

  private final class Changes implements Lease.Listener {
    @Override
    public void taken(Incarnation incarnation, boolean untold) {
      Reentry.begin(redis, membership, lease, lock, incarnation, untold);
    }

    @Override
    public void ended(String incarnation) {
      reaper.reapUnlessOthersDo(incarnation);
    }
  }
}
