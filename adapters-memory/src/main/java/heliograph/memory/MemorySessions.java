package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of one process, shared by the {@link MemorySessionStore} of each node in it. They
 * live as long as the process.
 *
 * <p>Safe for use by any thread; one lock, held for work in memory and for {@code submit} to an
 * inbox. Bounded by {@link MemorySessionConfig}. A call costs the logarithm of the number kept.
 */
public final class MemorySessions {
  /** Most sessions collected in one call, so that no call takes long. */
  private static final int COLLECT_MAX = 32;

  private final MemorySessionConfig config;
  private final InstantSource clock;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<SessionId, SessionRecord> sessions = new HashMap<>();

  /** The same sessions, those that expire first in front. */
  private final TreeSet<SessionRecord> byExpiry =
      new TreeSet<>(
          Comparator.comparingLong(SessionRecord::expiresAtMs).thenComparing(s -> s.id().value()));

  /**
   * Makes an empty store.
   *
   * @param clock what expiry is compared with, epoch milliseconds
   */
  public MemorySessions(MemorySessionConfig config, InstantSource clock) {
    this.config = Objects.requireNonNull(config);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Returns how many sessions are kept, for metrics. */
  public int size() {
    lock.lock();
    try {
      return sessions.size();
    } finally {
      lock.unlock();
    }
  }

  void load(MemorySessionStore node, long ticket, SessionId id) {
    lock.lock();
    try {
      collect(clock.millis());
      node.submit(new Input.SessionLoaded(ticket, sessions.get(id)));
    } finally {
      lock.unlock();
    }
  }

  void save(MemorySessionStore node, long ticket, SessionRecord session, long expectedVersion) {
    lock.lock();
    try {
      long nowMs = clock.millis();
      collect(nowMs);
      node.submit(outcome(ticket, session, expectedVersion, nowMs));
    } finally {
      lock.unlock();
    }
  }

  private Input.Outcome outcome(
      long ticket, SessionRecord session, long expectedVersion, long nowMs) {
    SessionRecord stored = sessions.get(session.id());
    if (session.equals(stored)) {
      return new Input.SessionSaved(ticket);
    }
    if (stored != null && stored.version() != expectedVersion) {
      return new Input.SessionStale(ticket);
    }
    if (stored == null && !makeRoom(nowMs)) {
      return new Input.StoreFailed(ticket);
    }
    if (stored != null) {
      byExpiry.remove(stored);
    }
    sessions.put(session.id(), session);
    byExpiry.add(session);
    return new Input.SessionSaved(ticket);
  }

  /** Drops what is past its grace. */
  private void collect(long nowMs) {
    for (int i = 0; i < COLLECT_MAX && !byExpiry.isEmpty(); i++) {
      if (byExpiry.first().expiresAtMs() >= nowMs - config.graceMs()) {
        return;
      }
      dropFirst();
    }
  }

  private boolean makeRoom(long nowMs) {
    if (sessions.size() < config.sessionsMax()) {
      return true;
    }
    if (byExpiry.first().expiresAtMs() >= nowMs) {
      return false;
    }
    dropFirst();
    return true;
  }

  private void dropFirst() {
    sessions.remove(byExpiry.pollFirst().id());
  }
}
