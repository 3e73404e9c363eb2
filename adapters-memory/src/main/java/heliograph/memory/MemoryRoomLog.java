package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Span;
import heliograph.ports.Inbox;
import heliograph.ports.RoomLog;
import java.util.Objects;

/**
 * One node's handle on the {@link MemoryRooms} of its process. Outcomes are at the inbox before a
 * call returns, those of {@link #append} at all nodes' inboxes. Never in trouble. After {@link
 * #close} appends are refused with {@code UNAVAILABLE}; nothing else comes of itself any more.
 */
public final class MemoryRoomLog implements RoomLog {
  private final MemoryRooms rooms;
  private volatile Inbox inbox;

  /** Makes a handle; for a process with one node, on a log of its own. */
  public MemoryRoomLog(MemoryRooms rooms) {
    this.rooms = Objects.requireNonNull(rooms);
  }

  @Override
  public void start(Inbox inbox) {
    this.inbox = Objects.requireNonNull(inbox);
    rooms.join(this);
  }

  @Override
  public void follow(RoomName room) {
    rooms.follow(this, room);
  }

  @Override
  public void unfollow(RoomName room) {
    rooms.unfollow(this, room);
  }

  @Override
  public void append(long ticket, Draft draft) {
    rooms.append(this, ticket, draft);
  }

  @Override
  public void read(long ticket, Span span) {
    rooms.read(this, ticket, span);
  }

  @Override
  public void broadcast(Ephemeral message) {
    rooms.broadcast(message);
  }

  @Override
  public String trouble() {
    return null;
  }

  @Override
  public void close() {
    rooms.part(this);
  }

  void submit(Input.Outcome outcome) {
    inbox.submit(outcome);
  }
}
