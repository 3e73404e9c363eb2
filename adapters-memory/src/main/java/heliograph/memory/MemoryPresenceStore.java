package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.Inbox;
import heliograph.ports.PresenceStore;
import java.util.Objects;

/**
 * One node's handle on the {@link MemoryPresence} of its process. Outcomes are at the inboxes
 * before a call returns. The node's lease is the handle: it ends with {@link #close}.
 */
public final class MemoryPresenceStore implements PresenceStore {
  private final MemoryPresence presence;
  private volatile Inbox inbox;

  /** Makes a handle; for a process with one node, on presence of its own. */
  public MemoryPresenceStore(MemoryPresence presence) {
    this.presence = Objects.requireNonNull(presence);
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
    presence.join(this);
  }

  @Override
  public void enter(RoomName room, Present member) {
    presence.enter(this, room, member);
  }

  @Override
  public void leave(RoomName room, SessionId session) {
    presence.leave(this, room, session);
  }

  @Override
  public void list(long ticket, RoomName room, int max) {
    presence.list(this, ticket, room, max);
  }

  @Override
  public String trouble() {
    return null;
  }

  @Override
  public void close() {
    presence.part(this);
  }

  void submit(Input.Outcome outcome) {
    inbox.submit(outcome);
  }
}
