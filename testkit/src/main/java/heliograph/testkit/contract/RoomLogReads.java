package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.bytes;
import static heliograph.testkit.contract.Fixtures.draft;
import static heliograph.testkit.contract.Fixtures.freshRoom;
import static heliograph.testkit.contract.Fixtures.json;
import static heliograph.testkit.contract.Fixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Span;
import heliograph.domain.message.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reads of the room log promise. */
abstract class RoomLogReads extends RoomLogHarness {

  @Test
  void readAfterReturnsTheFirstRecordsAfterThePositionOldestFirst() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 6);

    Stretch found = node.after(room, at.get(1), 3);

    assertThat(found.room()).isEqualTo(room);
    assertThat(positions(found)).isEqualTo(at.subList(2, 5));
    assertThat(found.more()).isTrue();
    assertThat(found.gap()).isFalse();
  }

  @Test
  void readBeforeReturnsTheLastRecordsBeforeThePositionOldestFirst() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 6);

    Stretch found = node.before(room, at.get(4), 3);

    assertThat(positions(found)).isEqualTo(at.subList(1, 4));
    assertThat(found.more()).isTrue();
  }

  @Test
  void readFromTheVeryBeginningAndFromTheVeryEndFindAll() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 4);

    Stretch forward = node.after(room, -1, 100);
    Stretch backward = node.before(room, Long.MAX_VALUE, 100);

    assertThat(positions(forward)).isEqualTo(at);
    assertThat(positions(backward)).isEqualTo(at);
    assertThat(List.of(forward.more(), backward.more())).containsExactly(false, false);
  }

  @Test
  void readAfterFindsTheFirstOnesAndReadBeforeTheLastOnes() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 5);

    assertThat(positions(node.after(room, -1, 2))).isEqualTo(at.subList(0, 2));
    assertThat(positions(node.before(room, Long.MAX_VALUE, 2))).isEqualTo(at.subList(3, 5));
  }

  @Test
  void moreIsFalseWhenTheLimitWasJustEnough() {
    Node node = node();
    RoomName room = freshRoom();
    node.fill(room, 3);

    assertThat(node.after(room, -1, 3).more()).isFalse();
    assertThat(node.before(room, Long.MAX_VALUE, 3).more()).isFalse();
    assertThat(node.after(room, -1, 2).more()).isTrue();
    assertThat(node.before(room, Long.MAX_VALUE, 2).more()).isTrue();
  }

  @Test
  void readStopsAfterTheRecordWithWhichTheDataReachesTheBytes() {
    Node node = node();
    RoomName room = freshRoom();
    for (int i = 0; i < 5; i++) {
      node.appended(draft(room, bytes(100)));
    }
    Span.Direction start = new Span.After(-1);
    Span.Direction end = new Span.Before(Long.MAX_VALUE);

    assertThat(node.read(new Span(room, start, 9, 200)).records()).hasSize(2);
    assertThat(node.read(new Span(room, start, 9, 201)).records()).hasSize(3);
    assertThat(node.read(new Span(room, start, 9, 1)).records()).hasSize(1);
    assertThat(node.read(new Span(room, end, 9, 200)).records()).hasSize(2);
    assertThat(node.read(new Span(room, end, 9, 1)).records()).hasSize(1);
    assertThat(node.read(new Span(room, start, 9, 201)).more()).isTrue();
    assertThat(node.read(new Span(room, start, 9, 500)).more()).isFalse();
  }

  @Test
  void stretchCoversEveryRecordBetweenItsBounds() {
    Node node = node();
    RoomName room = freshRoom();
    RoomName neighbour = freshRoom();
    for (int i = 0; i < 12; i++) {
      node.append(draft(i % 3 == 0 ? room : neighbour, json("" + i)));
    }
    node.appended(draft(neighbour, json("12")));
    List<LogRecord> all = node.after(room, -1, 100).records();
    assertThat(all).hasSize(4);

    for (LogRecord record : all) {
      for (int limit = 1; limit <= 5; limit++) {
        assertCovers(node.after(room, record.position(), limit), all);
        assertCovers(node.before(room, record.position(), limit), all);
      }
    }
    assertCovers(node.after(room, -1, 2), all);
    assertCovers(node.before(room, Long.MAX_VALUE, 2), all);
  }

  private static void assertCovers(Stretch found, List<LogRecord> all) {
    assertThat(found.records())
        .as("(%d, %d]", found.after(), found.upTo())
        .isEqualTo(
            all.stream()
                .filter(r -> r.position() > found.after() && r.position() <= found.upTo())
                .toList());
    assertThat(found.upTo()).isGreaterThanOrEqualTo(found.after());
  }

  @Test
  void readAfterCoversFromThePositionAskedForUpToTheEndUnlessThereIsMore() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 4);

    Stretch part = node.after(room, at.get(0), 2);
    Stretch rest = node.after(room, at.get(2), 2);
    Stretch none = node.after(room, at.get(3), 2);

    assertThat(part.after()).isEqualTo(at.get(0));
    assertThat(part.upTo()).isBetween(at.get(2), at.get(3) - 1);
    assertThat(rest.upTo()).isEqualTo(rest.end());
    assertThat(none.after()).isEqualTo(at.get(3));
    assertThat(none.upTo()).isEqualTo(none.end());
    assertThat(none.records()).isEmpty();
    assertThat(none.more()).isFalse();
  }

  @Test
  void readBeforeCoversNothingBeyondTheEndNorThePositionAskedFor() {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> at = node.fill(room, 4);

    Stretch latest = node.before(room, Long.MAX_VALUE, 2);
    Stretch older = node.before(room, at.get(2), 1);

    assertThat(latest.upTo()).isEqualTo(latest.end());
    assertThat(latest.after()).isBetween(at.get(1), at.get(2) - 1);
    assertThat(older.upTo()).isEqualTo(at.get(2) - 1);
    assertThat(older.after()).isBetween(at.get(0), at.get(1) - 1);
  }

  @Test
  void endIsTheLastPositionOfThePartition() {
    Node node = node();
    RoomName room = freshRoom();
    long last = node.fill(room, 3).getLast();

    assertThat(node.after(room, -1, 1).end()).isGreaterThanOrEqualTo(last);
    assertThat(node.before(room, last, 1).end()).isGreaterThanOrEqualTo(last);
    long later = node.fill(room, 1).getLast();
    assertThat(node.after(room, -1, 1).end()).isGreaterThanOrEqualTo(later);
  }

  @Test
  void readPastTheEndFindsAndCoversNothing() {
    Node node = node();
    RoomName room = freshRoom();
    node.fill(room, 2);
    long beyond = node.after(room, -1, 9).end() + 1_000;

    Stretch found = node.after(room, beyond, 5);

    assertThat(found.records()).isEmpty();
    assertThat(found.after()).isEqualTo(beyond);
    assertThat(found.upTo()).isEqualTo(beyond);
    assertThat(found.end()).isLessThan(beyond);
    assertThat(found.more()).isFalse();
    assertThat(positions(node.before(room, beyond, 5))).hasSize(2);
  }

  @Test
  void readBeforeTheFirstFindsNothing() {
    Node node = node();
    RoomName room = freshRoom();
    long first = node.fill(room, 2).getFirst();

    Stretch found = node.before(room, first, 5);
    Stretch atZero = node.before(room, 0, 5);

    assertThat(found.records()).isEmpty();
    assertThat(found.more()).isFalse();
    assertThat(atZero.records()).isEmpty();
    assertThat(atZero.upTo()).isEqualTo(atZero.after());
  }

  @Test
  void readOfAnUnknownRoomFindsNothing() {
    Node node = node();
    RoomName room = freshRoom();

    Stretch forward = node.after(room, -1, 5);
    Stretch backward = node.before(room, Long.MAX_VALUE, 5);

    assertThat(forward.records()).isEmpty();
    assertThat(backward.records()).isEmpty();
    assertThat(List.of(forward.more(), backward.more())).containsExactly(false, false);
    assertThat(forward.room()).isEqualTo(room);
    assertThat(forward.end()).isGreaterThanOrEqualTo(-1);
  }

  @Test
  void readSeesTheRecordsOfOneRoomOnlyDuplicateKeysAmongThem() {
    Node node = node();
    RoomName room = freshRoom();
    long first = node.appended(keyed(room, "k", json("1")));
    node.appended(draft(freshRoom(), json("2")));
    long again = node.appended(keyed(room, "k", json("3")));

    assertThat(positions(node.after(room, -1, 9))).containsExactly(first, again);
  }

  @Test
  void whatAnAppendWasAnsweredForIsReadOnEveryNode() {
    Node writer = node();
    Node reader = node();
    RoomName room = freshRoom();

    for (int i = 0; i < 10; i++) {
      long position = writer.appended(draft(room, json("" + i)));
      assertThat(positions(reader.before(room, Long.MAX_VALUE, 1))).containsExactly(position);
    }
  }

  @Test
  void readsNeedNoFollowing() {
    Node node = node();
    RoomName room = freshRoom();
    node.fill(room, 2);

    assertThat(node.after(room, -1, 9).records()).hasSize(2);
    assertThat(node.inbox.of(Input.Followed.class)).isEmpty();
  }

  @Test
  void readAfterAPositionBelowWhatIsKeptSaysThatThereIsAGapAndCoversWhatIsBehindIt()
      throws Exception {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> lost = node.fill(room, 3);
    expire(room);
    List<Long> kept = node.fill(room, 3);

    Stretch below = node.after(room, lost.get(0), 9);
    Stretch beginning = node.after(room, -1, 9);
    Stretch above = node.after(room, kept.get(0), 9);

    assertThat(kept.getFirst()).isGreaterThan(lost.getLast());
    assertThat(positions(below)).isEqualTo(kept);
    assertThat(positions(beginning)).isEqualTo(kept);
    assertThat(List.of(below.gap(), beginning.gap(), above.gap()))
        .containsExactly(true, true, false);
    assertThat(below.after()).isBetween(lost.getLast(), kept.getFirst() - 1);
    assertThat(below.upTo()).isEqualTo(below.end());
    assertThat(node.before(room, Long.MAX_VALUE, 9).more()).isFalse();
  }

  @Test
  void readAfterTheLastOfWhatIsGoneHasNoGap() throws Exception {
    Node node = node();
    RoomName room = freshRoom();
    List<Long> lost = node.fill(room, 3);
    node.inbox.followed(follow(node, room), 1);
    expire(room);

    Stretch all = node.after(room, lost.getLast(), 9);
    Stretch missed = node.after(room, lost.get(1), 9);

    assertThat(all.gap()).isFalse();
    assertThat(all.end()).isGreaterThanOrEqualTo(lost.getLast());
    assertThat(missed.gap()).isTrue();
    assertThat(missed.after()).isGreaterThanOrEqualTo(lost.getLast());
    assertThat(missed.upTo()).isEqualTo(missed.after());
  }

  static RoomName follow(Node node, RoomName room) {
    node.log.follow(room);
    return room;
  }

  static List<Long> positions(Stretch stretch) {
    return stretch.records().stream().map(LogRecord::position).toList();
  }
}
