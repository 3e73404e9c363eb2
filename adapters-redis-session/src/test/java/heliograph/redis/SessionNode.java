package heliograph.redis;

import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import heliograph.testkit.contract.RecordingInbox;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node's sessions, asked one thing at a time. */
final class SessionNode implements AutoCloseable {
  static final long EXPIRES_AT_MS = System.currentTimeMillis() + 3_600_000;

  final RedisConnection redis;
  final RedisSessionStore store;
  final RecordingInbox inbox = new RecordingInbox();
  private long tickets;

  SessionNode(RedisConfig config) {
    redis = RedisConnection.open(config);
    store = new RedisSessionStore(redis);
    store.start(inbox);
  }

  /** Waits until all is well: to connect may take long on a busy machine. */
  SessionNode awaitNoTrouble() {
    await().atMost(60, TimeUnit.SECONDS).until(() -> store.trouble() == null);
    return this;
  }

  static SessionRecord session(String id, long version) {
    return new SessionRecord(
        new SessionId(id),
        new UserId("alice"),
        "hash",
        null,
        List.of(),
        new NodeId("n"),
        version,
        EXPIRES_AT_MS);
  }

  /** Asks, without waiting; returns the ticket. */
  long ask(SessionRecord session) {
    store.save(++tickets, session, session.version() - 1);
    return tickets;
  }

  /** Saves as a node does that takes the session over. */
  Input.Outcome claim(SessionRecord session) {
    store.claim(++tickets, session, session.version() - 1);
    return outcome(tickets);
  }

  Input.Outcome save(SessionRecord session) {
    return outcome(ask(session));
  }

  Input.Outcome load(String id) {
    store.load(++tickets, new SessionId(id));
    return outcome(tickets);
  }

  SessionRecord loaded(String id) {
    return ((Input.SessionLoaded) load(id)).session();
  }

  boolean isAnswered(long ticket) {
    return inbox.all().stream().anyMatch(outcome -> ticketOf(outcome) == ticket);
  }

  Input.Outcome outcome(long ticket) {
    return inbox.await(Input.Outcome.class, outcome -> ticketOf(outcome) == ticket);
  }

  private static long ticketOf(Input.Outcome outcome) {
    return switch (outcome) {
      case Input.SessionLoaded loaded -> loaded.ticket();
      case Input.SessionSaved saved -> saved.ticket();
      case Input.SessionStale stale -> stale.ticket();
      case Input.StoreFailed failed -> failed.ticket();
      default -> -1;
    };
  }

  @Override
  public void close() {
    store.close();
    redis.close();
  }
}
