package heliograph.testkit.simulation;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the log really took, noted where it was taken: what all that clients see is judged by. A
 * repetition of a key is no message.
 */
final class Truth {
  private record Key(RoomName room, UserId from, MessageKey key) {}

  private final Map<RoomName, NavigableMap<Long, Draft>> messages = new HashMap<>();
  private final Map<RoomName, List<Long>> times = new HashMap<>();
  private final Map<RoomName, Long> ends = new HashMap<>();
  private final Map<String, List<Long>> byText = new HashMap<>();
  private final Set<Key> keys = new HashSet<>();
  private final Set<RoomName> repeated = new HashSet<>();
  private int records;

  void took(Draft draft, long position, long nowMs) {
    records++;
    ends.merge(draft.room(), position, Math::max);
    boolean first =
        draft.key() == null || keys.add(new Key(draft.room(), draft.from(), draft.key()));
    if (!first) {
      repeated.add(draft.room());
    } else {
      messages.computeIfAbsent(draft.room(), r -> new TreeMap<>()).put(position, draft);
      times.computeIfAbsent(draft.room(), r -> new ArrayList<>()).add(nowMs);
      byText.computeIfAbsent(Texts.of(draft.payload()), t -> new ArrayList<>(1)).add(position);
    }
  }

  /** Returns how many records were taken. */
  int records() {
    return records;
  }

  /** Returns whether the room's log holds repetitions of keys. */
  boolean hasRepetitions(RoomName room) {
    return repeated.contains(room);
  }

  /** Returns the message at a position; null if there is none. */
  Draft at(RoomName room, long position) {
    return of(room).get(position);
  }

  /** Returns the positions of the messages with this text, in whatever room. */
  List<Long> positionsOf(String text) {
    return byText.getOrDefault(text, List.of());
  }

  /** Returns the position of the last record of a room, repetitions counted; -1 if none. */
  long end(RoomName room) {
    return ends.getOrDefault(room, -1L);
  }

  /** Returns the position of the message before this one; -1 if none. */
  long before(RoomName room, long position) {
    Long before = of(room).lowerKey(position);
    return before == null ? -1 : before;
  }

  /** Returns the first message in {@code (after, before)} that these sessions must get; or null. */
  Long missing(RoomName room, long after, long before, Set<SessionId> sessions) {
    if (after + 1 >= before) {
      return null;
    }
    for (var entry : of(room).subMap(after, false, before, false).entrySet()) {
      SessionId skip = entry.getValue().skip();
      if (skip == null || !sessions.contains(skip)) {
        return entry.getKey();
      }
    }
    return null;
  }

  /** Returns how many messages there are in {@code (after, upTo]}. */
  int count(RoomName room, long after, long upTo) {
    return after >= upTo ? 0 : of(room).subMap(after, false, upTo, true).size();
  }

  /** Returns how many messages the room got since a moment. */
  int countSince(RoomName room, long ms) {
    List<Long> all = times.getOrDefault(room, List.of());
    int count = 0;
    while (count < all.size() && all.get(all.size() - 1 - count) >= ms) {
      count++;
    }
    return count;
  }

  /** Returns the lowest position such that {@code count} messages of the room begin there. */
  long lastBut(RoomName room, long upTo, int count) {
    long position = upTo + 1;
    for (int i = 0; i < count; i++) {
      Long before = of(room).lowerKey(position);
      if (before == null) {
        return position;
      }
      position = before;
    }
    return position;
  }

  private NavigableMap<Long, Draft> of(RoomName room) {
    return messages.computeIfAbsent(room, r -> new TreeMap<>());
  }
}
