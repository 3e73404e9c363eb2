package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.ALICE;
import static heliograph.testkit.contract.Fixtures.bytes;
import static heliograph.testkit.contract.Fixtures.draft;
import static heliograph.testkit.contract.Fixtures.freshRoom;
import static heliograph.testkit.contract.Fixtures.freshSession;
import static heliograph.testkit.contract.Fixtures.json;
import static heliograph.testkit.contract.Fixtures.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.MessageKey;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.Draft;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The suite every {@link heliograph.ports.RoomLog} passes. An adapter's test extends it and says
 * how a node's handle on the shared log is opened, and how retention is made to act. One log may
 * serve all tests: rooms have names of their own.
 *
 * <p>A log whose rooms share partitions runs it twice: once with one partition for all, once with
 * more partitions than rooms.
 */
public abstract class RoomLogContract extends RoomLogFollows {

  @Test
  void recordIsWhatWasAppended() {
    Node node = node();
    Node other = node();
    RoomName room = freshRoom();
    other.inbox.followed(follow(other, room), 1);
    SessionId skip = freshSession();
    Draft full =
        new Draft(
            room,
            new UserId("ålice-愛"),
            new MessageKey("schlüssel-🔑"),
            json("{\"a\":\"ü\"}"),
            skip,
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    Draft bare = draft(room, json("null"));
    List<Long> at = List.of(node.appended(full), node.appended(bare));

    awaitLast(other, room, at);

    List<LogRecord> got = other.inbox.records(room);
    assertThat(got)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("atMs", "partition")
        .containsExactly(LogRecord.of(full, 0, at.get(0), 0), LogRecord.of(bare, 0, at.get(1), 0));
    assertThat(other.after(room, -1, 9).records()).isEqualTo(got);
    assertThat(got.get(1).atMs()).isGreaterThanOrEqualTo(got.get(0).atMs()).isPositive();
  }

  @Test
  void payloadsOfAllTypesAndSizesComeBackAsTheyWere() {
    Node node = node();
    RoomName room = follow(node, freshRoom());
    Random random = new Random(1);
    List<Payload> sent = new ArrayList<>();
    for (Payload.Type type : Payload.Type.values()) {
      for (int size : new int[] {0, 1, 63, 1_000, 65_536}) {
        byte[] data = new byte[size];
        random.nextBytes(data);
        sent.add(new Payload(type, data));
      }
    }
    List<Long> asked = sent.stream().map(p -> node.append(draft(room, p))).toList();
    asked.forEach(node.inbox::appended);

    assertThat(payloads(node.inbox.records(room))).isEqualTo(sent);
    assertThat(payloads(node.read(new Span(room, new Span.After(-1), 99, 9 << 20)).records()))
        .isEqualTo(sent);
  }

  @Test
  void appendsOfOneThreadTakeEffectInTheirOrder() {
    Node node = node();
    RoomName room = follow(node, freshRoom());

    List<Long> at = node.fill(room, 100);

    assertThat(at).isSorted().doesNotHaveDuplicates();
    assertThat(node.inbox.records(room).stream().map(LogRecord::position)).isEqualTo(at);
    assertThat(payloads(node.inbox.records(room)).get(99)).isEqualTo(json("\"99\""));
  }

  @Test
  void appendedComesOnlyAfterItsRecordWasReadBack() {
    Node node = node();
    Node busy = node();
    RoomName followed = follow(node, freshRoom());
    RoomName foreign = freshRoom();
    node.inbox.followed(followed, 1);
    Map<Long, Draft> asked = new HashMap<>();

    Race.run(
        () -> busy.fill(followed, 50),
        () -> {
          for (int i = 0; i < 50; i++) {
            Draft plain = draft(followed, json("{\"plain\":" + i + "}"));
            Draft keyed = keyed(foreign, "k" + i, json("{\"keyed\":" + i + "}"));
            asked.put(node.append(plain), plain);
            asked.put(node.append(keyed), keyed);
          }
        });
    node.inbox.await("all appends", () -> node.inbox.of(Input.Appended.class).size() == 100);

    List<LogRecord> seen = new ArrayList<>();
    for (Input.Outcome outcome : node.inbox.all()) {
      if (outcome instanceof Input.Records batch) {
        seen.addAll(batch.records());
      } else if (outcome instanceof Input.Appended done) {
        Draft draft = asked.get(done.ticket());
        assertThat(seen)
            .filteredOn(r -> r.room().equals(draft.room()) && r.position() == done.position())
            .filteredOn(r -> r.payload().equals(draft.payload()) || !r.room().equals(followed))
            .extracting(LogRecord::key)
            .containsExactly(draft.key());
      }
    }
  }

  @Test
  void appendToARoomThatIsNotFollowedIsAnsweredToo() {
    Node node = node();
    RoomName room = freshRoom();

    long position = node.appended(draft(room, json("1")));

    assertThat(node.inbox.records(room)).isEmpty();
    assertThat(positions(node.after(room, -1, 9))).containsExactly(position);
  }

  @Test
  void everyTicketIsAnsweredExactlyOnce() {
    Node one = node();
    Node two = node();
    RoomName room = freshRoom();

    Race.run(() -> appendAndRead(one, room), () -> appendAndRead(two, room));

    for (Node node : List.of(one, two)) {
      node.inbox.await("all outcomes", () -> tickets(node).size() >= 200);
      assertThat(tickets(node)).hasSize(200).doesNotHaveDuplicates();
    }
    assertThat(tickets(one)).doesNotContainAnyElementsOf(tickets(two));
  }

  private static void appendAndRead(Node node, RoomName room) {
    for (int i = 0; i < 100; i++) {
      node.append(i % 2 == 0 ? draft(room, json("" + i)) : keyed(room, "k" + i, json("" + i)));
      node.ask(new Span(room, new Span.After(i), 3, 1_000));
    }
  }

  private static List<Long> tickets(Node node) {
    return node.inbox.all().stream()
        .flatMap(
            outcome ->
                switch (outcome) {
                  case Input.Appended done -> Stream.of(done.ticket());
                  case Input.AppendFailed failed -> Stream.of(failed.ticket());
                  case Input.StretchRead done -> Stream.of(done.ticket());
                  case Input.ReadFailed failed -> Stream.of(failed.ticket());
                  default -> Stream.<Long>of();
                })
        .toList();
  }

  @Test
  void recordLargerThanTheLogTakesIsRefusedAndTheNextOneIsTaken() {
    Node node = node();
    RoomName room = follow(node, freshRoom());

    long ticket = node.append(draft(room, bytes(oversizeBytes())));
    long position = node.appended(draft(room, json("1")));

    Input.AppendFailed failed =
        node.inbox.await(Input.AppendFailed.class, f -> f.ticket() == ticket);
    assertThat(failed.failure()).isEqualTo(Input.LogFailure.TOO_LARGE);
    assertThat(node.inbox.records(room).stream().map(LogRecord::position))
        .containsExactly(position);
  }

  @Test
  void ephemeralMessagesReachAllNodes() {
    Node one = node();
    Node two = node();
    RoomName room = freshRoom();
    one.inbox.followed(follow(one, room), 1);
    two.inbox.followed(follow(two, room), 1);
    SessionId skip = freshSession();

    // Best effort is promised, so one of several will do.
    for (Payload.Type type : Payload.Type.values()) {
      Payload data = new Payload(type, new byte[] {1, 2, 3});
      one.log.broadcast(new Ephemeral(room, ALICE, 1_234, data, skip));
      one.log.broadcast(new Ephemeral(room, null, 5_678, data, null));
    }

    for (Node node : List.of(one, two)) {
      Ephemeral full = ephemeral(node, room, 1_234);
      assertThat(List.of(full.from(), full.skip())).containsExactly(ALICE, skip);
      assertThat(full.payload().bytes()).containsExactly(1, 2, 3);
      Ephemeral bare = ephemeral(node, room, 5_678);
      assertThat(bare.from()).isNull();
      assertThat(bare.skip()).isNull();
    }
    assertThat(one.after(room, -1, 9).records()).isEmpty();
  }

  private static Ephemeral ephemeral(Node node, RoomName room, long atMs) {
    return node.inbox
        .await(
            Input.EphemeralReceived.class,
            e -> e.message().room().equals(room) && e.message().atMs() == atMs)
        .message();
  }

  @Test
  void closedNodeGetsNothingMoreAndTheOthersGoOn() {
    Node closed = node();
    Node open = node();
    RoomName room = freshRoom();
    closed.inbox.followed(follow(closed, room), 1);
    open.inbox.followed(follow(open, room), 1);
    closed.close();

    List<Long> at = open.fill(room, 3);

    assertThat(at(open.inbox.records(room))).isEqualTo(at);
    assertThat(closed.inbox.records(room)).isEmpty();
  }

  @Test
  void workingLogHasNoTrouble() {
    Node node = node();
    node.fill(freshRoom(), 1);

    assertThat(node.log.trouble()).isNull();
  }

  private static List<Payload> payloads(List<LogRecord> records) {
    return records.stream().map(LogRecord::payload).toList();
  }
}
