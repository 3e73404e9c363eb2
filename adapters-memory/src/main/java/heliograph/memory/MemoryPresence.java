package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.message.ServerFrame.Present;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is in which room of one process, shared by the {@link MemoryPresenceStore} of each node in
 * it. A session is in a room as long as at least one node holds it there.
 *
 * <p>Safe for use by any thread; one lock, held for work in memory and for {@code submit} to
 * inboxes. Changes come to all nodes in one order. Its size is that of the nodes' memberships,
 * which the domain bounds.
 */
public final class MemoryPresence {
  private final InstantSource clock;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<RoomName, Room> rooms = new HashMap<>();

  /** The nodes that have started, and what each holds, in the order in which it entered. */
  private final Map<MemoryPresenceStore, Set<PresentMember>> nodes = new LinkedHashMap<>();

  private static final class Room {
    final Map<SessionId, PresentMember> bySession = new HashMap<>();
    final TreeSet<PresentMember> bySince = new TreeSet<>(PresentMember.BY_SINCE);
  }

  /**
   * Makes presence with nobody in it.
   *
   * @param clock what departures are stamped with, epoch milliseconds
   */
  public MemoryPresence(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock);
  }

  void join(MemoryPresenceStore node) {
    locked(() -> nodes.put(node, new LinkedHashSet<>()));
  }

  void part(MemoryPresenceStore node) {
    locked(
        () -> {
          Set<PresentMember> held = nodes.remove(node);
          if (held != null) {
            held.forEach(member -> letGo(node, member));
          }
        });
  }

  void enter(MemoryPresenceStore node, RoomName name, Present present) {
    locked(
        () -> {
          Set<PresentMember> held = nodes.get(node);
          if (held == null) {
            return;
          }
          Room room = rooms.computeIfAbsent(name, n -> new Room());
          PresentMember member = room.bySession.get(present.session());
          if (member == null) {
            member = new PresentMember(name, present);
            room.bySession.put(present.session(), member);
            room.bySince.add(member);
            tellAll(member, present.sinceMs(), true);
          }
          if (held.add(member)) {
            member.holders.add(node);
          }
        });
  }

  void leave(MemoryPresenceStore node, RoomName name, SessionId session) {
    locked(
        () -> {
          Room room = rooms.get(name);
          PresentMember member = room == null ? null : room.bySession.get(session);
          Set<PresentMember> held = nodes.get(node);
          if (member != null && held != null && held.remove(member)) {
            letGo(node, member);
          }
        });
  }

  void list(MemoryPresenceStore node, long ticket, RoomName name, int max) {
    locked(
        () -> {
          Room room = rooms.get(name);
          List<Present> members = new ArrayList<>();
          if (room != null) {
            room.bySince.stream().limit(max).forEach(member -> members.add(member.present));
          }
          int count = room == null ? 0 : room.bySession.size();
          node.submit(new Input.PresenceListed(ticket, count, List.copyOf(members)));
        });
  }

  /** Ends one node's hold on a member, who has left when it was the last. */
  private void letGo(MemoryPresenceStore node, PresentMember member) {
    member.holders.remove(node);
    if (!member.holders.isEmpty()) {
      return;
    }
    Room room = rooms.get(member.room);
    room.bySession.remove(member.present.session());
    room.bySince.remove(member);
    if (room.bySession.isEmpty()) {
      rooms.remove(member.room);
    }
    tellAll(member, clock.millis(), false);
  }

  private void tellAll(PresentMember member, long atMs, boolean joined) {
    Present present = member.present;
    Input.PresenceChanged change =
        new Input.PresenceChanged(member.room, present.user(), present.session(), atMs, joined);
    nodes.keySet().forEach(node -> node.submit(change));
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
