package heliograph.domain.room;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DedupeWindowTest {
  private static final long WINDOW_MS = 100;
  private static final int KEYS_MAX = 4;
  private static final RoomName ROOM = new RoomName("r");
  private static final UserId ALICE = new UserId("alice");
  private static final KeyPrint K = KeyPrint.of(ROOM, ALICE, new MessageKey("k"));

  private final DedupeWindow window = new DedupeWindow(WINDOW_MS, KEYS_MAX);

  @Test
  void sameUserRoomAndKeyIsADuplicate() {
    assertThat(taken(0, 0, "r", "alice", "k")).isFalse();

    assertThat(taken(1, 1, "r", "alice", "k")).isTrue();
    assertThat(taken(2, 2, "q", "alice", "k")).isFalse();
    assertThat(taken(3, 3, "r", "bob", "k")).isFalse();
    assertThat(taken(4, 4, "r", "alice", "l")).isFalse();
    assertThat(taken(5, 5, "r", "alice", null)).isFalse();
    assertThat(taken(6, 6, "r", "alice", null)).isFalse();
  }

  @Test
  void eachUseRenewsTheKeyForOneWindow() {
    taken(0, 0, "r", "alice", "k");

    assertThat(taken(1, 100, "r", "alice", "k")).isTrue();
    assertThat(taken(2, 200, "r", "alice", "k")).isTrue();
    assertThat(window.firstPosition(K)).isZero();
    assertThat(taken(3, 301, "r", "alice", "k")).isFalse();
    assertThat(window.firstPosition(K)).isEqualTo(3);
  }

  @Test
  void keyIsForgottenWhenAsManyOthersWereUsedAsAreRemembered() {
    taken(0, 0, "r", "alice", "k");
    taken(1, 0, "r", "alice", "a");
    taken(2, 0, "r", "alice", "b");
    taken(3, 0, "r", "alice", "c");
    assertThat(taken(4, 0, "r", "alice", "k")).isTrue();
    for (int i = 0; i < KEYS_MAX; i++) {
      taken(5 + i, 0, "q", "alice", "x" + i);
    }

    assertThat(taken(9, 0, "r", "alice", "k")).isFalse();
  }

  @Test
  void recordThatIsTakenTwiceIsNoDuplicateOfItself() {
    taken(0, 0, "r", "alice", "k");
    taken(1, 0, "r", "alice", "k");

    assertThat(taken(0, 0, "r", "alice", "k")).isFalse();
    assertThat(taken(1, 0, "r", "alice", "k")).isTrue();
    assertThat(window.wasDropped(0)).isFalse();
    assertThat(window.wasDropped(1)).isTrue();
  }

  @Test
  void clockOfTheLogThatJumpsAheadOnceDoesNotMakeItForgetWhatComesAfter() {
    taken(0, 0, "r", "alice", "a");
    taken(1, 1_000_000, "r", "alice", "b");
    taken(2, 10, "r", "alice", "c");

    assertThat(taken(3, 20, "r", "alice", "c")).isTrue();
  }

  @Test
  void itIsSureOfWhatItHadAWindowToLookBackOn() {
    taken(5, 0, "r", "alice", "a");
    taken(6, WINDOW_MS, "r", "alice", "b");
    taken(7, WINDOW_MS + 1, "r", "alice", "c");

    assertThat(List.of(window.isSureOf(6), window.isSureOf(7), window.isSureOf(8)))
        .containsExactly(false, true, false);
  }

  /** What makes nodes agree that started at different times. */
  @Property(tries = 500)
  void windowThatStartsOneWindowLateAgrees(@ForAll("logs") List<LogRecord> log) {
    DedupeWindow all = new DedupeWindow(WINDOW_MS, KEYS_MAX);
    DedupeWindow late = new DedupeWindow(WINDOW_MS, KEYS_MAX);
    LogRecord middle = log.get(log.size() / 2);
    for (LogRecord record : log) {
      boolean duplicate = all.isDuplicate(record);
      if (record.atMs() >= middle.atMs() - WINDOW_MS) {
        boolean lateVerdict = late.isDuplicate(record);
        if (record.position() >= middle.position()) {
          assertThat(lateVerdict).as("%s of %s", record, log).isEqualTo(duplicate);
        }
      }
    }
  }

  @Property(tries = 500)
  void stretchByItselfDropsNothingThatTheWindowLetThrough(@ForAll("logs") List<LogRecord> log) {
    DedupeWindow all = new DedupeWindow(WINDOW_MS, KEYS_MAX);
    StretchDedupe stretch = new StretchDedupe(WINDOW_MS, KEYS_MAX);
    for (LogRecord record : log) {
      boolean duplicate = all.isDuplicate(record);
      if (record.room().equals(ROOM) && stretch.isDuplicate(record)) {
        assertThat(duplicate).as("%s of %s", record, log).isTrue();
      }
    }
  }

  @Provide
  Arbitrary<List<LogRecord>> logs() {
    Arbitrary<LogRecord> records =
        Combinators.combine(
                Arbitraries.integers().between(0, 40),
                Arbitraries.of("r", "q"),
                Arbitraries.of("a", "b", "c", "d", "e", "f", "g"))
            .as((gapMs, room, key) -> record(0, gapMs, room, "alice", key));
    return records.list().ofMinSize(1).ofMaxSize(80).map(DedupeWindowTest::inOrder);
  }

  private static List<LogRecord> inOrder(List<LogRecord> gaps) {
    List<LogRecord> log = new ArrayList<>();
    long atMs = 0;
    for (LogRecord gap : gaps) {
      atMs += gap.atMs();
      log.add(record(log.size(), atMs, gap.room().value(), "alice", gap.key().value()));
    }
    return log;
  }

  private boolean taken(long position, long atMs, String room, String user, String key) {
    return window.isDuplicate(record(position, atMs, room, user, key));
  }

  private static LogRecord record(long position, long atMs, String room, String user, String key) {
    return new LogRecord(
        new RoomName(room),
        0,
        position,
        atMs,
        new UserId(user),
        key == null ? null : new MessageKey(key),
        new Payload(Payload.Type.JSON, new byte[0]),
        null,
        null);
  }
}
