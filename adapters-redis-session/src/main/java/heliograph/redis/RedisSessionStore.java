package heliograph.redis;

import heliograph.domain.Input;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import heliograph.ports.Inbox;
import heliograph.ports.SessionStore;
import io.lettuce.core.protocol.CommandType;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Sessions in Redis: one string a session, compact JSON, saved by compare-and-set in a script.
 *
 * <p>Safe for use by any thread. Saves are sent in batches, loads at once with all that waits
 * before them. Bounded by the connection's {@code pendingMax}: beyond it, and while Redis is out of
 * reach, each operation is {@code StoreFailed} at once; without an answer in time, then.
 */
public final class RedisSessionStore implements SessionStore {
  /** The end of the year 9999: Redis takes no later expiry than it can add to. */
  private static final long EXPIRY_MAX_MS = 253_402_300_799_000L;

  private final RedisConnection redis;
  private final Outstanding outstanding = new Outstanding();
  private final Complaints complaints = new Complaints();
  private volatile Inbox inbox;
  private volatile boolean closed;

  /** Makes a handle on a node's connection, which it does not close. */
  public RedisSessionStore(RedisConnection redis) {
    this.redis = Objects.requireNonNull(redis);
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
  }

  @Override
  public void load(long ticket, SessionId session) {
    submit(
        ticket,
        () ->
            Call.value(CommandType.GET)
                .key(key(session))
                .urgent()
                .then(reply -> settle(loaded(ticket, session, reply))));
  }

  @Override
  public void save(long ticket, SessionRecord session, long expectedVersion) {
    submit(ticket, () -> saving(ticket, session, expectedVersion));
  }

  @Override
  public void claim(long ticket, SessionRecord session, long expectedVersion) {
    submit(ticket, () -> saving(ticket, session, expectedVersion).urgent());
  }

  private void submit(long ticket, Supplier<Call> call) {
    if (closed) {
      inbox.submit(new Input.StoreFailed(ticket));
      return;
    }
    outstanding.begin();
    redis.submit(call.get());
  }

  private Call saving(long ticket, SessionRecord session, long expectedVersion) {
    long dropAtMs =
        Math.clamp(session.expiresAtMs(), 0, EXPIRY_MAX_MS - redis.config().graceMs())
            + redis.config().graceMs();
    return Call.number(Script.SAVE)
        .key(key(session.id()))
        .arg(expectedVersion)
        .arg(session.version())
        .arg(() -> SessionJson.encode(session))
        .arg(dropAtMs)
        .then(reply -> settle(saved(ticket, session.id(), reply)));
  }

  @Override
  public String trouble() {
    return redis.trouble();
  }

  @Override
  public void close() {
    closed = true;
    outstanding.awaitNone(redis.config().closeTimeoutMs());
  }

  private void settle(Input.Outcome outcome) {
    try {
      inbox.submit(outcome);
    } finally {
      outstanding.end();
    }
  }

  private Input.Outcome loaded(long ticket, SessionId session, Reply reply) {
    return switch (reply) {
      case Reply.Answer(byte[] json) -> new Input.SessionLoaded(ticket, decode(session, json));
      case Reply.Answer none -> new Input.SessionLoaded(ticket, null);
      case Reply.Refused refused when refused.isOfData() -> {
        complaints.add(key(session) + " is no session, and counts as none: " + refused.message());
        yield new Input.SessionLoaded(ticket, null);
      }
      case Reply.Refused refused -> new Input.StoreFailed(ticket);
      case Reply.Lost lost -> new Input.StoreFailed(ticket);
    };
  }

  private SessionRecord decode(SessionId session, byte[] json) {
    try {
      SessionRecord decoded = SessionJson.decode(json);
      if (decoded.id().equals(session)) {
        return decoded;
      }
      complaints.add(key(session) + " holds another session, and counts as none");
    } catch (IllegalArgumentException e) {
      complaints.add(key(session) + " is no session, and counts as none: " + e.getMessage());
    }
    return null;
  }

  private Input.Outcome saved(long ticket, SessionId session, Reply reply) {
    return switch (reply) {
      case Reply.Answer(Long result) when result == 1 -> new Input.SessionSaved(ticket);
      case Reply.Answer stale -> new Input.SessionStale(ticket);
      case Reply.Refused refused -> {
        complaints.add(key(session) + " was not saved: " + refused.message());
        yield new Input.StoreFailed(ticket);
      }
      case Reply.Lost lost -> new Input.StoreFailed(ticket);
    };
  }

  private String key(SessionId session) {
    return key(redis, session);
  }

  static String key(RedisConnection redis, SessionId session) {
    return redis.config().keyPrefix() + "session:" + session;
  }
}
