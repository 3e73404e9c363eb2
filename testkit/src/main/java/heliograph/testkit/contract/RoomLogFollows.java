package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.draft;
import static heliograph.testkit.contract.Fixtures.freshRoom;
import static heliograph.testkit.contract.Fixtures.json;
import static heliograph.testkit.contract.Fixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What following rooms promises: every record once, in one order, from a known place on. */
abstract class RoomLogFollows extends RoomLogReads {

  @Test
  void followOfAnEmptyRoomSaysThatItHasNoRecord() {
    Node node = node();
    RoomName room = follow(node, freshRoom());

    Input.Followed followed = node.inbox.followed(room, 1);

    assertThat(followed.head()).isGreaterThanOrEqualTo(-1);
    assertThat(followed.last()).isIn(-1L, Message.UNKNOWN);
  }

  @Test
  void followSaysWhereTheRoomStands() {
    Node node = node();
    RoomName room = freshRoom();
    long last = node.fill(room, 3).getLast();

    Input.Followed followed = node.inbox.followed(follow(node, room), 1);

    assertThat(followed.head()).isGreaterThanOrEqualTo(last);
    assertThat(followed.last()).isIn(last, Message.UNKNOWN);
  }

  @Test
  void noRecordOfTheRoomLiesBetweenFloorAndHead() {
    Node node = node();
    RoomName quiet = freshRoom();
    long last = node.fill(quiet, 3).getLast();
    for (int i = 0; i < 10; i++) {
      node.fill(freshRoom(), 2);
    }

    for (Node follower : List.of(node, node())) {
      Input.Followed followed = follower.inbox.followed(follow(follower, quiet), 1);
      assertThat(followed.floor()).isBetween(last, followed.head());
    }
  }

  @Test
  void passedComesAfterWhatWasDelivered() {
    Node node = node();
    RoomName room = follow(node, freshRoom());
    int partition = node.inbox.followed(room, 1).partition();
    long first = node.fill(room, 1).getFirst();

    node.inbox.await(
        "Passed",
        () -> {
          node.fill(room, 1);
          return node.inbox.of(Input.Passed.class).stream()
              .anyMatch(passed -> passed.positions().get(partition) >= first);
        });

    List<Long> log = at(node.after(room, -1, 5_000).records());
    List<Input.Outcome> all = node.inbox.all();
    for (Input.Passed passed : node.inbox.of(Input.Passed.class)) {
      long upTo = passed.positions().get(partition);
      List<Input.Outcome> before = all.subList(0, all.indexOf(passed));
      assertThat(at(RecordingInbox.records(before, room)))
          .containsAll(log.stream().filter(position -> position <= upTo).toList());
    }
  }

  @Test
  void followedComesOnceAndBeforeTheRecordsThatAreLater() {
    Node node = node();
    RoomName room = freshRoom();
    node.fill(room, 2);
    follow(node, room);

    List<Long> later = node.fill(room, 3);

    List<Input.Outcome> all = node.inbox.all();
    Input.Followed followed = node.inbox.followed(room, 1);
    assertThat(node.inbox.of(Input.Followed.class)).containsExactly(followed);
    assertThat(RecordingInbox.records(all.subList(0, all.indexOf(followed)), room)).isEmpty();
    assertThat(at(node.inbox.records(room))).isEqualTo(later);
    assertThat(later.getFirst()).isGreaterThan(followed.head());
  }

  @Test
  void noRecordIsMissingOrDoubledBetweenTheHeadAndTheFirstOneDelivered() {
    Node writer = node();
    Node reader = node();
    RoomName room = freshRoom();
    int rounds = 12;
    AtomicBoolean enough = new AtomicBoolean();

    Race.run(
        () -> {
          for (int i = 0; i < 2_000 && !enough.get(); i++) {
            writer.fill(room, 1);
          }
        },
        () -> {
          for (int round = 1; round <= rounds; round++) {
            follow(reader, room);
            reader.inbox.followed(room, round);
            reader.inbox.await(
                "a few records of the room", () -> sinceLastFollowed(reader, room).size() >= 2);
            if (round < rounds) {
              reader.log.unfollow(room);
            }
          }
          enough.set(true);
        });
    long last = writer.fill(room, 1).getFirst();
    reader.inbox.await("the last", () -> at(reader.inbox.records(room)).contains(last));

    List<Long> log = at(writer.after(room, -1, 5_000).records());
    for (int round = 1; round <= rounds; round++) {
      long head = reader.inbox.followed(room, round).head();
      List<Long> expected = log.stream().filter(p -> p > head).toList();
      List<Long> delivered = round(reader, room, round);
      assertThat(delivered).as("after Followed %d at %d", round, head).isNotEmpty();
      assertThat(expected.subList(0, delivered.size())).isEqualTo(delivered);
      if (round == rounds) {
        assertThat(delivered).isEqualTo(expected);
      }
    }
  }

  private static List<LogRecord> sinceLastFollowed(Node node, RoomName room) {
    List<Input.Outcome> all = node.inbox.all();
    int last = 0;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof Input.Followed f && f.room().equals(room)) {
        last = i;
      }
    }
    return RecordingInbox.records(all.subList(last, all.size()), room);
  }

  /** Returns what came between the nth Followed of the room and the next. */
  private static List<Long> round(Node node, RoomName room, int nth) {
    List<Input.Outcome> all = node.inbox.all();
    List<Input.Outcome> segment = new ArrayList<>();
    int seen = 0;
    for (Input.Outcome outcome : all) {
      if (outcome instanceof Input.Followed f && f.room().equals(room)) {
        seen++;
      } else if (seen == nth) {
        segment.add(outcome);
      }
    }
    return at(RecordingInbox.records(segment, room));
  }

  @Test
  void roomFollowedAgainIsFollowedAnewAndItsRecordsStillComeOnce() {
    Node node = node();
    RoomName room = freshRoom();
    follow(node, room);
    List<Long> first = node.fill(room, 2);
    follow(node, room);
    Input.Followed anew = node.inbox.followed(room, 2);

    List<Long> second = node.fill(room, 2);

    assertThat(anew.head()).isGreaterThanOrEqualTo(first.getLast());
    assertThat(node.inbox.of(Input.Followed.class)).hasSize(2);
    assertThat(at(node.inbox.records(room))).isEqualTo(concat(first, second));
  }

  @Test
  void recordsOfRoomsThatAreNotFollowedAnyMoreDoNotCome() {
    Node node = node();
    RoomName room = follow(node, freshRoom());
    List<Long> before = node.fill(room, 2);
    node.log.unfollow(room);

    node.fill(room, 3);
    node.appended(keyed(freshRoom(), "k", json("1")));

    assertThat(at(node.inbox.records(room))).isEqualTo(before);
  }

  @Test
  void unfollowOfARoomThatIsNotFollowedIsNoError() {
    Node node = node();
    RoomName room = freshRoom();

    node.log.unfollow(room);
    follow(node, room);
    List<Long> at = node.fill(room, 1);

    assertThat(at(node.inbox.records(room))).isEqualTo(at);
  }

  @Test
  void eachNodeFollowsRoomsOfItsOwn() {
    Node one = node();
    Node two = node();
    RoomName room = follow(one, freshRoom());
    RoomName other = follow(two, freshRoom());
    one.inbox.followed(room, 1);
    two.inbox.followed(other, 1);
    List<Long> at = two.fill(room, 2);
    List<Long> atOther = one.fill(other, 2);

    awaitLast(one, room, at);
    awaitLast(two, other, atOther);

    assertThat(at(one.inbox.records(room))).isEqualTo(at);
    assertThat(at(two.inbox.records(other))).isEqualTo(atOther);
    assertThat(one.inbox.records(other)).isEmpty();
    assertThat(two.inbox.records(room)).isEmpty();
  }

  @Test
  void positionsRiseWithinAPartitionAndAllNodesSeeOneOrderInIt() {
    Node one = node();
    Node two = node();
    List<RoomName> rooms = List.of(freshRoom(), freshRoom(), freshRoom());
    for (RoomName room : rooms) {
      one.inbox.followed(follow(one, room), 1);
      two.inbox.followed(follow(two, room), 1);
    }

    Race.run(() -> writeToAll(one, rooms, 60), () -> writeToAll(two, rooms, 60));
    for (RoomName room : rooms) {
      one.inbox.await("all of a room", () -> one.inbox.records(room).size() == 40);
      two.inbox.await("all of a room", () -> two.inbox.records(room).size() == 40);
      assertThat(at(one.inbox.records(room))).isSorted().doesNotHaveDuplicates();
      assertThat(one.inbox.records(room)).isEqualTo(two.inbox.records(room));
      assertThat(one.after(room, -1, 100).records()).isEqualTo(two.inbox.records(room));
    }
    for (int partition :
        delivered(one, rooms).stream().mapToInt(LogRecord::partition).distinct().toArray()) {
      List<LogRecord> ofOne = ofPartition(delivered(one, rooms), partition);
      assertThat(at(ofOne)).isSorted().doesNotHaveDuplicates();
      assertThat(ofOne).isEqualTo(ofPartition(delivered(two, rooms), partition));
    }
  }

  private static List<LogRecord> ofPartition(List<LogRecord> records, int partition) {
    return records.stream().filter(r -> r.partition() == partition).toList();
  }

  private static void writeToAll(Node node, List<RoomName> rooms, int count) {
    for (int i = 0; i < count; i++) {
      node.append(draft(rooms.get(i % rooms.size()), json("" + i)));
    }
  }

  private static List<LogRecord> delivered(Node node, List<RoomName> rooms) {
    return node.inbox.of(Input.Records.class).stream()
        .flatMap(r -> r.records().stream())
        .filter(r -> rooms.contains(r.room()))
        .toList();
  }

  @Test
  void roomsRecordsAllComeFromOnePartition() {
    Node node = node();
    RoomName room = follow(node, freshRoom());

    node.fill(room, 5);

    assertThat(node.inbox.records(room).stream().map(LogRecord::partition).distinct()).hasSize(1);
  }

  @Test
  void recordsWithAKeyComeFromAllRoomsToAllNodesOnce() {
    Node one = node();
    Node two = node();
    RoomName followed = follow(two, freshRoom());
    two.inbox.followed(followed, 1);
    RoomName foreign = freshRoom();
    List<RoomName> rooms = List.of(followed, foreign);
    for (RoomName room : rooms) {
      one.appended(keyed(room, "k-ü", json("1")));
      one.appended(draft(room, json("2")));
    }
    RoomName last = freshRoom();
    one.appended(keyed(last, "end", json("0")));

    for (RoomName room : rooms) {
      two.inbox.await("the keyed one", () -> !two.inbox.records(room).isEmpty());
    }
    two.inbox.await("the last one", () -> !two.inbox.records(last).isEmpty());
    two.inbox.await("both of the room", () -> two.inbox.records(followed).size() >= 2);

    assertThat(two.inbox.records(followed)).hasSize(2);
    assertThat(two.inbox.records(foreign)).hasSize(1);
    assertThat(two.inbox.records(foreign).getFirst().key().value()).isEqualTo("k-ü");
    assertThat(one.inbox.records(foreign)).isEqualTo(two.inbox.records(foreign));
  }

  @Test
  void nodeThatStartsLaterGetsTheKeyedRecordsOfTheWindowBeforeTheFirstFollowed() {
    Node early = node();
    RoomName room = freshRoom();
    List<Long> keyed = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keyed.add(early.appended(keyed(room, "k" + i % 7, json("" + i))));
      early.fill(room, 1);
    }

    Node late = node();
    follow(late, room);
    Input.Followed followed = late.inbox.followed(room, 1);

    List<Input.Outcome> all = late.inbox.all();
    List<Input.Outcome> before = all.subList(0, all.indexOf(followed));
    assertThat(at(RecordingInbox.records(before, room))).isEqualTo(keyed);
    assertThat(at(late.inbox.records(room))).isEqualTo(keyed);
  }

  @Test
  void allNodesSeeOneEpochAndItStaysTheSame() {
    Node one = node();
    Node two = node();
    RoomName room = freshRoom();
    Input.Followed first = one.inbox.followed(follow(one, room), 1);
    one.fill(room, 3);
    Input.Followed second = two.inbox.followed(follow(two, room), 1);

    assertThat(second.epoch()).isEqualTo(first.epoch());
    assertThat(two.after(room, -1, 1).epoch()).isEqualTo(first.epoch());
    assertThat(one.before(freshRoom(), 5, 1).epoch()).isEqualTo(first.epoch());
    assertThat(one.inbox.of(Input.EpochChanged.class)).isEmpty();
  }

  @Test
  void followedRoomThatIsEmptiedByRetentionGoesOnWithHigherPositions() throws Exception {
    Node node = node();
    RoomName room = freshRoom();
    long last = node.fill(room, 3).getLast();
    expire(room);

    Input.Followed followed = node.inbox.followed(follow(node, room), 1);
    List<Long> later = node.fill(room, 2);

    assertThat(followed.head()).isGreaterThanOrEqualTo(last);
    assertThat(later.getFirst()).isGreaterThan(followed.head());
    assertThat(at(node.inbox.records(room))).isEqualTo(later);
  }

  static void awaitLast(Node node, RoomName room, List<Long> positions) {
    node.inbox.await(
        "the last of a room", () -> at(node.inbox.records(room)).contains(positions.getLast()));
  }

  static List<Long> at(List<LogRecord> records) {
    return records.stream().map(LogRecord::position).toList();
  }

  private static List<Long> concat(List<Long> one, List<Long> two) {
    List<Long> both = new ArrayList<>(one);
    both.addAll(two);
    return both;
  }
}
