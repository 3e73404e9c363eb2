package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.testkit.contract.RecordingInbox;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Publishes unique messages to some rooms all the time, and judges what came of them. */
final class Publisher {
  private static final long EVERY_MS = 2;

  private final KafkaRoomLog log;
  private final RecordingInbox inbox;
  private final List<RoomName> rooms;
  private final AtomicLong tickets;
  private final long firstTicket;
  private final Thread thread;
  private volatile boolean stopped;

  Publisher(KafkaRoomLog log, RecordingInbox inbox, AtomicLong tickets, int roomCount) {
    this.log = log;
    this.inbox = inbox;
    this.tickets = tickets;
    this.firstTicket = tickets.get() + 1;
    this.rooms =
        java.util.stream.IntStream.range(0, roomCount)
            .mapToObj(i -> new RoomName("p-" + i + "-" + UUID.randomUUID()))
            .toList();
    for (RoomName room : rooms) {
      log.follow(room);
      inbox.followed(room, 1);
    }
    thread = Thread.ofVirtual().start(this::publish);
  }

  private void publish() {
    while (!stopped) {
      long ticket = tickets.incrementAndGet();
      RoomName room = rooms.get((int) (ticket % rooms.size()));
      log.append(ticket, draft(room, ticket));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MS));
    }
  }

  static Draft draft(RoomName room, long ticket) {
    Payload data = new Payload(Payload.Type.JSON, Bytes.utf8(Long.toString(ticket)));
    return new Draft(room, new UserId("a"), null, data, null, null);
  }

  /** Stops, and waits until every publish was answered. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join();
    inbox.await("every answer", () -> answers() == tickets.get() - firstTicket + 1);
  }

  private long answers() {
    return appended().size() + failures().size();
  }

  Map<Long, Long> appended() {
    Map<Long, Long> positions = new HashMap<>();
    for (Input.Appended done : inbox.of(Input.Appended.class)) {
      if (done.ticket() >= firstTicket) {
        positions.put(done.ticket(), done.position());
      }
    }
    return positions;
  }

  Map<Long, LogFailure> failures() {
    Map<Long, LogFailure> failures = new HashMap<>();
    for (Input.AppendFailed failed : inbox.of(Input.AppendFailed.class)) {
      if (failed.ticket() >= firstTicket) {
        failures.put(failed.ticket(), failed.failure());
      }
    }
    return failures;
  }

  /** Returns what is wrong with what was delivered; empty if nothing is. */
  Set<String> faults() {
    Set<String> faults = new HashSet<>();
    Map<Long, Long> appended = appended();
    Map<Long, LogFailure> failures = failures();
    Map<Long, Long> delivered = new HashMap<>();
    for (RoomName room : rooms) {
      long last = -1;
      for (LogRecord record : inbox.records(room)) {
        long ticket =
            Long.parseLong(
                new String(record.payload().bytes(), java.nio.charset.StandardCharsets.UTF_8));
        if (record.position() <= last) {
          faults.add(ticket + " out of order");
        }
        last = record.position();
        if (delivered.put(ticket, record.position()) != null) {
          faults.add(ticket + " twice");
        }
        LogFailure failure = failures.get(ticket);
        if (failure != null && failure != LogFailure.TIMEOUT) {
          faults.add(ticket + " delivered, but answered with " + failure);
        }
      }
    }
    appended.forEach(
        (ticket, position) -> {
          if (!position.equals(delivered.get(ticket))) {
            faults.add(ticket + " answered with " + position + ", not " + delivered.get(ticket));
          }
        });
    return faults;
  }
}
