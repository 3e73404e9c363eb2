package heliograph.domain;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import heliograph.domain.room.DedupeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the log holds of each room, kept or not, without duplicates. */
final class Oracle {
  private final FakeLog log;
  private final Limits limits;
  private Epoch epoch;
  private DedupeWindow dedupe;
  private Map<String, TreeMap<Long, LogRecord>> messages;
  private long seen;

  Oracle(FakeLog log, Limits limits) {
    this.log = log;
    this.limits = limits;
  }

  Epoch epoch() {
    return log.epoch;
  }

  private TreeMap<Long, LogRecord> of(String room) {
    if (!log.epoch.equals(epoch)) {
      epoch = log.epoch;
      dedupe = new DedupeWindow(limits.dedupeWindowMs(), limits.dedupeKeysMax());
      messages = new HashMap<>();
      seen = -1;
    }
    while (seen < log.end()) {
      LogRecord record = log.at(++seen);
      if (!dedupe.isDuplicate(record)) {
        messages.computeIfAbsent(record.room().value(), r -> new TreeMap<>()).put(seen, record);
      }
    }
    return messages.computeIfAbsent(room, r -> new TreeMap<>());
  }

  boolean isMessage(String room, long position) {
    return of(room).containsKey(position);
  }

  /** Returns the room's message right before a position; -1 if there is none. */
  long before(String room, long position) {
    Long before = of(room).lowerKey(position);
    return before == null ? -1 : before;
  }

  /** Returns the first message after a position that is for a session; -1 if there is none. */
  long after(String room, long position, String session) {
    return of(room).tailMap(position, false).values().stream()
        .filter(record -> isFor(record, session))
        .mapToLong(LogRecord::position)
        .findFirst()
        .orElse(-1);
  }

  /** Returns the messages in {@code (after, upTo]} that are for a session. */
  List<Long> between(String room, long after, long upTo, String session) {
    NavigableMap<Long, LogRecord> part =
        after >= upTo ? new TreeMap<>() : of(room).subMap(after, false, upTo, true);
    return part.values().stream()
        .filter(record -> isFor(record, session))
        .map(LogRecord::position)
        .toList();
  }

  private static boolean isFor(LogRecord record, String session) {
    return record.skip() == null || !record.skip().value().equals(session);
  }
}
