package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.ports.Telemetry;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.KafkaService;
import heliograph.testkit.services.RealServices;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads of the log by many clients at a time, and reads that have far to go. */
@ExtendWith(RealServices.class)
class CatchUpIT {
  private static final int ROOMS = 20;
  private static final int PER_ROOM = 100;
  private static final int SCAN_MAX = 500;
  private static final Counts COUNTS = new Counts();
  private static final RecordingInbox INBOX = new RecordingInbox();
  private static KafkaConfig config;
  private static KafkaRoomLog log;

  @BeforeAll
  static void fill(KafkaService kafka) {
    config = TestTopics.config(kafka, 1).with(c -> c.scanRecordsMax = SCAN_MAX);
    log = new KafkaRoomLog(config, COUNTS);
    log.start(INBOX);
    append(0, new RoomName("rare"));
    for (int i = 1; i <= ROOMS * PER_ROOM; i++) {
      append(i, room(i % ROOMS));
    }
    INBOX.await("all appends", () -> INBOX.of(Input.Appended.class).size() == 1 + ROOMS * PER_ROOM);
  }

  @AfterAll
  static void stop() {
    log.close();
  }

  private static RoomName room(int i) {
    return new RoomName("room-" + i);
  }

  private static void append(long ticket, RoomName room) {
    Payload data = new Payload(Payload.Type.JSON, Bytes.utf8("" + ticket));
    log.append(ticket, new Draft(room, new UserId("a"), null, data, null, null));
  }

  @Test
  void manyReadsOfOneStretchShareTheFetches() {
    long before = COUNTS.of(Telemetry.Counter.LOG_FETCHES);
    int reads = 10_000;
    long from = ROOMS * PER_ROOM - 100;
    for (int i = 0; i < reads; i++) {
      log.read(10_000 + i, new Span(room(i % ROOMS), new Span.After(from), 512, 1 << 20));
    }

    INBOX.await("all reads", () -> shared().size() == reads);
    for (Stretch found : shared()) {
      assertThat(found.records()).hasSize(5);
      assertThat(found.more()).isFalse();
    }
    long fetches = COUNTS.of(Telemetry.Counter.LOG_FETCHES) - before;
    System.out.println(reads + " reads of one stretch took " + fetches + " fetches");
    assertThat(fetches).isBetween(1L, 100L);
  }

  private static List<Stretch> shared() {
    return INBOX.of(Input.StretchRead.class).stream()
        .filter(read -> read.ticket() >= 10_000)
        .map(Input.StretchRead::stretch)
        .toList();
  }

  @Test
  void readThatHasFarToGoComesInPartsThatCoverAll() {
    RoomName rare = new RoomName("rare");
    long end = read(3_000, new Span(rare, new Span.After(-1), 9, 9)).end();
    List<LogRecord> found = new ArrayList<>();
    int parts = 0;
    long at = -1;
    for (boolean more = true; more; parts++) {
      Stretch part = read(4_000 + parts, new Span(rare, new Span.After(at), 9, 99));
      assertThat(part.after()).isEqualTo(at);
      assertThat(part.upTo()).isGreaterThan(at);
      found.addAll(part.records());
      at = part.upTo();
      more = part.more();
    }

    assertThat(at).isEqualTo(end);
    assertThat(found).hasSize(1);
    assertThat(parts).isGreaterThan(1);
  }

  @Test
  void readBackThatHasFarToGoComesInPartsThatCoverAll() {
    RoomName rare = new RoomName("rare");
    List<LogRecord> found = new ArrayList<>();
    int parts = 0;
    long at = Long.MAX_VALUE;
    for (boolean more = true; more; parts++) {
      Stretch part = read(5_000 + parts, new Span(rare, new Span.Before(at), 9, 99));
      assertThat(part.after()).isLessThan(part.upTo());
      found.addAll(part.records());
      at = part.after() + 1;
      more = part.more();
    }

    assertThat(at).isZero();
    assertThat(found).hasSize(1);
    assertThat(parts).isGreaterThan(1);
  }

  @Test
  void nodeThatStartsKnowsWithoutAReadSinceWhenEachRoomIsQuiet() {
    Counts counts = new Counts();
    RecordingInbox inbox = new RecordingInbox();
    KafkaRoomLog later = new KafkaRoomLog(config, counts);
    later.start(inbox);
    RoomName never = new RoomName("never");
    RoomName rare = new RoomName("rare");
    later.follow(rare);
    later.follow(room(7));
    later.follow(never);

    long end = inbox.followed(rare, 1).head();
    assertThat(end).isGreaterThanOrEqualTo(ROOMS * PER_ROOM);
    assertThat(inbox.followed(rare, 1).floor()).isZero();
    assertThat(inbox.followed(room(7), 1).floor()).isEqualTo(ROOMS * PER_ROOM - ROOMS + 7);
    assertThat(inbox.followed(never, 1).floor()).isEqualTo(-1);
    assertThat(inbox.followed(never, 1).last()).isEqualTo(-1);
    assertThat(counts.of(Telemetry.Counter.LOG_FETCHES)).isZero();
    later.close();
  }

  private static Stretch read(long ticket, Span span) {
    log.read(ticket, span);
    return INBOX.read(ticket);
  }
}
