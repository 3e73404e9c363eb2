package heliograph.memory;

import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The room log of one process, shared by the {@link MemoryRoomLog} of each node in it. It lives as
 * long as the process: a restart is a new epoch.
 *
 * <p>All records are of partition 0: appends of all rooms have one order, in which positions rise
 * from 0 and every node gets them. A room that retention has emptied and no node follows is given
 * up; one that begins later may be it, so reads from before that moment have a gap.
 *
 * <p>Safe for use by any thread. One lock, held for work in memory and for {@code submit} to
 * inboxes, which do not block. Bounded by {@link MemoryLogConfig}; rooms without a record are kept
 * only while a node follows them.
 */
public final class MemoryRooms {
  private static final int PARTITION = 0;

  /** Most records that age out in one call, so that no call after a long pause takes long. */
  private static final int EXPIRE_MAX = 1_000;

  private static final int REPLAY_BATCH = 1_000;

  /** How often nodes are told how far the log has come. */
  private static final long PASSED_MS = 500;

  /** What is kept now. */
  public record Size(int rooms, long records, long bytes) {}

  private final MemoryLogConfig config;
  private final Epoch epoch;
  private final InstantSource clock;

  /** Guards all that follows, and the state of rooms, entries and followers. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<RoomName, RoomTail> rooms = new HashMap<>();
  private final AppendOrder order = new AppendOrder();
  private final List<MemoryRoomLog> nodes = new ArrayList<>(1);

  /** The last position; -1 before the first record. */
  private long end = -1;

  /** No room that was given up had a record after it; -1 if none was given up that had any. */
  private long givenUpTo = -1;

  /** The log's time never goes back, whatever the clock does. */
  private long nowMs;

  private long passedToldAtMs;

  /**
   * Makes an empty log.
   *
   * @param epoch of this log's life; a fresh, random one for each process
   * @param clock what records are stamped with and age by, epoch milliseconds
   */
  public MemoryRooms(MemoryLogConfig config, Epoch epoch, InstantSource clock) {
    this.config = Objects.requireNonNull(config);
    this.epoch = Objects.requireNonNull(epoch);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Returns what is kept, for metrics. */
  public Size size() {
    lock.lock();
    try {
      return new Size(rooms.size(), order.count(), order.bytes());
    } finally {
      lock.unlock();
    }
  }

  void join(MemoryRoomLog node) {
    locked(
        () -> {
          replayKeyed(node);
          nodes.add(node);
        });
  }

  void part(MemoryRoomLog node) {
    locked(
        () -> {
          nodes.remove(node);
          for (RoomTail room : List.copyOf(rooms.values())) {
            room.followers.remove(node);
            giveUpIfIdle(room);
          }
        });
  }

  void follow(MemoryRoomLog node, RoomName name) {
    locked(
        () -> {
          RoomTail room = rooms.computeIfAbsent(name, n -> new RoomTail(n, givenUpTo));
          if (!room.followers.contains(node)) {
            room.followers.add(node);
          }
          node.submit(new Input.Followed(name, epoch, PARTITION, end, room.floor(), room.last()));
        });
  }

  void unfollow(MemoryRoomLog node, RoomName name) {
    locked(
        () -> {
          RoomTail room = rooms.get(name);
          if (room != null) {
            room.followers.remove(node);
            giveUpIfIdle(room);
          }
        });
  }

  void append(MemoryRoomLog node, long ticket, Draft draft) {
    locked(
        () -> {
          if (AppendOrder.costBytes(draft.payload().size()) > config.bytesMax()) {
            node.submit(new Input.AppendFailed(ticket, Input.LogFailure.TOO_LARGE));
            return;
          }
          if (!nodes.contains(node)) {
            node.submit(new Input.AppendFailed(ticket, Input.LogFailure.UNAVAILABLE));
            return;
          }
          RoomTail room = rooms.computeIfAbsent(draft.room(), n -> new RoomTail(n, givenUpTo));
          LogRecord log = LogRecord.of(draft, room.name, PARTITION, ++end, nowMs);
          keep(log, room);
          deliver(log, room);
          node.submit(new Input.Appended(ticket, log.position()));
          tellPassed();
        });
  }

  void read(MemoryRoomLog node, long ticket, Span span) {
    locked(
        () -> {
          RoomTail known = rooms.get(span.room());
          RoomTail room = known == null ? new RoomTail(span.room(), givenUpTo) : known;
          Stretch found = Stretches.read(room, epoch, end, span);
          node.submit(new Input.StretchRead(ticket, found));
        });
  }

  void broadcast(Ephemeral message) {
    locked(() -> nodes.forEach(node -> node.submit(new Input.EphemeralReceived(message))));
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      nowMs = Math.max(nowMs, clock.millis());
      expire();
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private void keep(LogRecord log, RoomTail room) {
    room.add(log);
    order.add(room, log);
    if (room.size() > config.roomRecordsMax()) {
      forgetFirstOf(room);
    }
    while (order.bytes() > config.bytesMax()) {
      forgetFirstOf(order.oldest());
    }
  }

  private void deliver(LogRecord log, RoomTail room) {
    Input.Records records = new Input.Records(List.of(log));
    for (MemoryRoomLog node : log.key() == null ? room.followers : nodes) {
      node.submit(records);
    }
  }

  private void tellPassed() {
    if (nowMs >= passedToldAtMs + PASSED_MS) {
      passedToldAtMs = nowMs;
      Input.Passed passed = new Input.Passed(List.of(end));
      nodes.forEach(node -> node.submit(passed));
    }
  }

  private void expire() {
    long keptSinceMs = nowMs - config.ageMs();
    for (int i = 0; i < EXPIRE_MAX; i++) {
      RoomTail oldest = order.oldest();
      if (oldest == null || oldest.get(0).atMs() > keptSinceMs) {
        return;
      }
      forgetFirstOf(oldest);
    }
  }

  /** Forgets the oldest record of a room; the oldest of all rooms is always its room's oldest. */
  private void forgetFirstOf(RoomTail room) {
    order.removeFirstOf(room);
    giveUpIfIdle(room);
  }

  private void giveUpIfIdle(RoomTail room) {
    if (room.size() == 0 && room.followers.isEmpty()) {
      rooms.remove(room.name);
      givenUpTo = Math.max(givenUpTo, room.lost());
    }
  }

  /** Tells a node what others have seen within the dedupe window, before it follows anything. */
  private void replayKeyed(MemoryRoomLog node) {
    List<LogRecord> keyed = new ArrayList<>();
    long sinceMs = nowMs - config.dedupeWindowMs();
    for (RoomTail room : rooms.values()) {
      for (int i = room.size() - 1; i >= 0 && room.get(i).atMs() >= sinceMs; i--) {
        if (room.get(i).key() != null) {
          keyed.add(room.get(i));
        }
      }
    }
    keyed.sort(Comparator.comparingLong(LogRecord::position));
    for (int i = 0; i < keyed.size(); i += REPLAY_BATCH) {
      int end = Math.min(keyed.size(), i + REPLAY_BATCH);
      node.submit(new Input.Records(List.copyOf(keyed.subList(i, end))));
    }
  }
}
