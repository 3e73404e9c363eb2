package heliograph.memory;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.ServerFrame.Present;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A session's presence in a room, held by each node that noted it: while a session moves from one
 * node to another, both do. Guarded by the lock of {@link MemoryPresence}.
 */
final class PresentMember {
  /** Longest there first; the id makes the order total. */
  static final Comparator<PresentMember> BY_SINCE =
      Comparator.<PresentMember>comparingLong(m -> m.present.sinceMs())
          .thenComparing(m -> m.present.session().value());

  final RoomName room;
  final Present present;
  final List<MemoryPresenceStore> holders = new ArrayList<>(1);

  PresentMember(RoomName room, Present present) {
    this.room = room;
    this.present = present;
  }
}
