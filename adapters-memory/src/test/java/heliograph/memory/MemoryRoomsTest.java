package heliograph.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import heliograph.testkit.contract.RecordingInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Retention and positions, which the port leaves to the adapter. */
class MemoryRoomsTest {
  private static final RoomName A = new RoomName("a");
  private static final RoomName B = new RoomName("b");
  private static final int COST = MemoryLogConfig.RECORD_OVERHEAD_BYTES + 100;

  private final FakeClock clock = new FakeClock();
  private final RecordingInbox inbox = new RecordingInbox();
  private MemoryRooms rooms;
  private MemoryRoomLog log;
  private long ticket;

  private void open(int roomRecordsMax, long bytesMax, long ageMs) {
    MemoryLogConfig config = new MemoryLogConfig(roomRecordsMax, bytesMax, ageMs, 1_000);
    rooms = new MemoryRooms(config, new Epoch("e"), clock);
    log = new MemoryRoomLog(rooms);
    log.start(inbox);
  }

  private long append(RoomName room) {
    return append(room, null);
  }

  private long append(RoomName room, MessageKey key) {
    Payload payload = new Payload(Payload.Type.BYTES, new byte[100]);
    log.append(++ticket, new Draft(room, new UserId("u"), key, payload, null, null));
    return inbox.appended(ticket);
  }

  private void append(RoomName room, int count) {
    for (int i = 0; i < count; i++) {
      append(room);
    }
  }

  private List<Long> kept(RoomName room) {
    return read(room, -1).records().stream().map(LogRecord::position).toList();
  }

  private Stretch read(RoomName room, long after) {
    log.read(++ticket, new Span(room, new Span.After(after), 100_000, Integer.MAX_VALUE));
    return inbox.read(ticket);
  }

  private Input.Followed follow(RoomName room, int nth) {
    log.follow(room);
    return inbox.followed(room, nth);
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  @Test
  void positionsRiseFromZeroOverAllRooms() {
    open(10, 1 << 20, 1_000);
    append(A, 3);
    append(B, 2);
    append(A);

    assertThat(kept(A)).containsExactly(0L, 1L, 2L, 5L);
    assertThat(kept(B)).containsExactly(3L, 4L);
  }

  @Test
  void oldestRecordsOfARoomGoBeyondItsCount() {
    open(4, 1 << 20, 1_000);
    append(B);
    append(A, 7);

    assertThat(kept(A)).isEqualTo(range(4, 8));
    assertThat(kept(B)).isEqualTo(range(0, 1));
    assertThat(rooms.size()).isEqualTo(new MemoryRooms.Size(2, 5, 5 * COST));
  }

  @Test
  void oldestRecordsOfAllRoomsGoBeyondTheBytes() {
    open(100, 5 * COST, 1_000);
    append(A, 2);
    append(B, 2);
    append(A, 3);

    assertThat(kept(A)).isEqualTo(range(4, 7));
    assertThat(kept(B)).isEqualTo(range(2, 4));
    append(B, 2);
    assertThat(kept(A)).isEqualTo(range(4, 7));
    assertThat(kept(B)).isEqualTo(range(7, 9));
    assertThat(rooms.size()).isEqualTo(new MemoryRooms.Size(2, 5, 5 * COST));
  }

  /** A few busy rooms beside quiet ones, so that records go from the middle of the order, too. */
  @RepeatedTest(30)
  void whatIsKeptIsWhatThreeBoundsLeaveOfAllRecords(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    open(5, 60 * COST, 10_000);
    List<Record> model = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      RoomName room = new RoomName("r" + (int) (20 * Math.pow(random.nextDouble(), 3)));
      clock.advance(random.nextInt(20));
      model.add(new Record(room, append(room), clock.millis()));
      model.removeIf(record -> record.atMs() + 10_000 <= clock.millis());
      List<Record> ofRoom = model.stream().filter(record -> record.room().equals(room)).toList();
      if (ofRoom.size() > 5) {
        model.remove(ofRoom.getFirst());
      }
      if (model.size() > 60) {
        model.removeFirst();
      }
      assertThat(kept(room)).isEqualTo(positions(model, room));
    }
    for (int i = 0; i < 20; i++) {
      RoomName room = new RoomName("r" + i);
      assertThat(kept(room)).isEqualTo(positions(model, room));
    }
    assertThat(rooms.size().records()).isEqualTo(model.size());
    assertThat(rooms.size().bytes()).isEqualTo((long) model.size() * COST);
  }

  private record Record(RoomName room, long position, long atMs) {}

  private static List<Long> positions(List<Record> model, RoomName room) {
    return model.stream().filter(r -> r.room().equals(room)).map(Record::position).toList();
  }

  @Test
  void recordsGoWhenTheyAreOldEnoughAndNotBefore() {
    open(100, 1 << 20, 1_000);
    append(A);
    clock.advance(400);
    append(A);

    clock.advance(599);
    assertThat(kept(A)).isEqualTo(range(0, 2));
    clock.advance(1);
    assertThat(kept(A)).isEqualTo(range(1, 2));
    clock.advance(400);
    assertThat(kept(A)).isEmpty();
  }

  @Test
  void noCallExpiresMoreThanItsShareAndLaterOnesGoOn() {
    open(10_000, 64 << 20, 1_000);
    append(A, 2_500);
    clock.advance(1_000);

    assertThat(kept(A)).hasSize(1_500);
    assertThat(kept(A)).hasSize(500);
    assertThat(kept(A)).isEmpty();
  }

  @Test
  void roomsThatHoldNothingAndNobodyFollowsAreGivenUp() {
    open(100, 1 << 20, 1_000);
    follow(B, 1);
    append(A, 3);
    append(B, 3);

    clock.advance(1_000);
    kept(A);

    assertThat(rooms.size()).isEqualTo(new MemoryRooms.Size(1, 0, 0));
    log.unfollow(B);
    assertThat(rooms.size()).isEqualTo(new MemoryRooms.Size(0, 0, 0));
  }

  @Test
  void closeOfTheLastFollowerGivesEmptyRoomsUp() {
    open(100, 1 << 20, 1_000);
    follow(A, 1);
    follow(B, 1);
    append(B);

    log.close();

    assertThat(rooms.size().rooms()).isEqualTo(1);
  }

  @Test
  void roomThatMayHaveBeenGivenUpHasAGapUpToThatMoment() {
    open(100, 1 << 20, 1_000);
    append(A, 7);
    clock.advance(1_000);
    append(B, 2);

    assertThat(append(A)).isEqualTo(9);
    assertThat(read(A, 6).gap()).isFalse();
    assertThat(read(A, 5).gap()).isTrue();
    assertThat(read(new RoomName("unknown"), 6).gap()).isFalse();
    assertThat(read(new RoomName("unknown"), 5).gap()).isTrue();
  }

  @Test
  void roomThatNeverHadARecordHasNoGapWhateverOthersLost() {
    open(1, 1 << 20, 1_000);
    append(A, 5);

    assertThat(read(B, -1).gap()).isFalse();
    assertThat(follow(B, 1)).isEqualTo(new Input.Followed(B, new Epoch("e"), 0, 4, -1, -1));
  }

  @Test
  void firstFollowOfAnEmptyLogSaysThatThereIsNothing() {
    open(100, 1 << 20, 1_000);

    assertThat(follow(A, 1)).isEqualTo(new Input.Followed(A, new Epoch("e"), 0, -1, -1, -1));
  }

  @Test
  void followedSaysTheLastPositionEvenWhereItsRecordIsNotKept() {
    open(100, 1 << 20, 1_000);
    follow(A, 1);
    append(A, 3);
    clock.advance(1_000);

    assertThat(follow(A, 2)).isEqualTo(new Input.Followed(A, new Epoch("e"), 0, 2, 2, 2));
  }

  @Test
  void lastPositionOfARoomThatMayHaveBeenGivenUpIsUnknown() {
    open(100, 1 << 20, 1_000);
    append(A, 3);
    clock.advance(1_000);

    assertThat(follow(A, 1))
        .isEqualTo(new Input.Followed(A, new Epoch("e"), 0, 2, 2, Message.UNKNOWN));
  }

  @Test
  void timeOfTheLogNeverGoesBack() {
    open(100, 1 << 20, 1_000);
    append(A);
    clock.advance(-500);
    append(A);

    List<LogRecord> records = read(A, -1).records();
    assertThat(records.get(1).atMs()).isEqualTo(records.get(0).atMs());
  }

  @Test
  void nodeThatJoinsLaterIsToldKeysOfTheWindowOnly() {
    open(100, 1 << 20, 1_000_000);
    append(A, new MessageKey("old"));
    clock.advance(1_001);
    append(A, new MessageKey("new"));
    append(B, new MessageKey("newer"));
    append(B);
    RecordingInbox late = new RecordingInbox();

    new MemoryRoomLog(rooms).start(late);

    assertThat(late.of(Input.Records.class).stream().flatMap(r -> r.records().stream()))
        .extracting(r -> r.key().value())
        .containsExactly("new", "newer");
  }

  @Test
  void appendOfANodeThatHasLeftIsRefused() {
    open(100, 1 << 20, 1_000);
    log.close();

    log.append(1, new Draft(A, new UserId("u"), null, EMPTY, null, null));

    assertThat(inbox.all())
        .containsExactly(new Input.AppendFailed(1, Input.LogFailure.UNAVAILABLE));
  }

  private static final Payload EMPTY = new Payload(Payload.Type.JSON, new byte[0]);

  @Test
  void boundsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> new MemoryLogConfig(0, 1_000, 1, 1)).hasMessageContaining("roomRec");
    assertThatThrownBy(() -> new MemoryLogConfig(1, 1, 1, 1)).hasMessageContaining("bytesMax");
    assertThatThrownBy(() -> new MemoryLogConfig(1, 1_000, 0, 1)).hasMessageContaining("ageMs");
    assertThatThrownBy(() -> new MemoryLogConfig(1, 1_000, 1, -1)).hasMessageContaining("dedupe");
  }
}
