package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.SessionId;
import heliograph.domain.session.SessionRecord;
import heliograph.ports.Inbox;
import heliograph.ports.SessionStore;
import java.util.Objects;

/**
 * One node's handle on the {@link MemorySessions} of its process. Outcomes are at the inbox before
 * a call returns, so there is nothing for {@link #close} to write.
 */
public final class MemorySessionStore implements SessionStore {
  private final MemorySessions sessions;
  private volatile Inbox inbox;

  /** Makes a handle; for a process with one node, on sessions of its own. */
  public MemorySessionStore(MemorySessions sessions) {
    this.sessions = Objects.requireNonNull(sessions);
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
  }

  @Override
  public void load(long ticket, SessionId session) {
    sessions.load(this, ticket, session);
  }

  @Override
  public void save(long ticket, SessionRecord session, long expectedVersion) {
    sessions.save(this, ticket, session, expectedVersion);
  }

  @Override
  public String trouble() {
    return null;
  }

  @Override
  public void close() {}

  void submit(Input.Outcome outcome) {
    inbox.submit(outcome);
  }
}
