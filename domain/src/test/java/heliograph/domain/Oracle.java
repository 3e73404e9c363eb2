package heliograph.domain;

import heliograph.domain.message.LogRecord;
import heliograph.domain.room.DedupeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the log holds of each room, kept or not, without duplicates. */
final class Oracle {
  private final FakeLog log;
  private final DedupeWindow dedupe;
  private final Map<String, TreeSet<Long>> messages = new HashMap<>();
  private long seen = -1;

  Oracle(FakeLog log, Limits limits) {
    this.log = log;
    dedupe = new DedupeWindow(limits.dedupeWindowMs(), limits.dedupeKeysMax());
  }

  private TreeSet<Long> of(String room) {
    while (seen < log.end()) {
      LogRecord record = log.at(++seen);
      if (!dedupe.isDuplicate(record)) {
        messages.computeIfAbsent(record.room().value(), r -> new TreeSet<>()).add(seen);
      }
    }
    return messages.computeIfAbsent(room, r -> new TreeSet<>());
  }

  boolean isMessage(String room, long position) {
    return of(room).contains(position);
  }

  /** Returns the first message after a position; -1 if there is none. */
  long after(String room, long position) {
    Long next = of(room).higher(position);
    return next == null ? -1 : next;
  }

  List<Long> between(String room, long after, long upTo) {
    return after >= upTo ? List.of() : List.copyOf(of(room).subSet(after, false, upTo, true));
  }

  long last(String room) {
    return of(room).isEmpty() ? -1 : of(room).last();
  }
}
