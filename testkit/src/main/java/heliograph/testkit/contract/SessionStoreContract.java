package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.ALICE;
import static heliograph.testkit.contract.Fixtures.freshRoom;
import static heliograph.testkit.contract.Fixtures.freshSession;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import heliograph.ports.SessionStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The suite every {@link SessionStore} passes. An adapter's test extends it and says how a node's
 * handle on the shared store is opened. One store may serve all tests: sessions have ids of their
 * own. Records expire an hour from now by the system's clock.
 */
public abstract class SessionStoreContract {
  private static final Epoch EPOCH = new Epoch("e-1");

  private final AtomicLong tickets = new AtomicLong();
  private final List<SessionStore> opened = new ArrayList<>();
  private final long expiresAtMs = System.currentTimeMillis() + 3_600_000;

  /** Opens a further node's handle on the store that all handles of one test share; not started. */
  protected abstract SessionStore open() throws Exception;

  private final class Node {
    final SessionStore store;
    final RecordingInbox inbox = new RecordingInbox();

    Node() {
      try {
        store = open();
      } catch (Exception e) {
        throw new AssertionError("the adapter's handle does not open", e);
      }
      opened.add(store);
      store.start(inbox);
    }

    long save(SessionRecord session, long expectedVersion) {
      long ticket = tickets.incrementAndGet();
      store.save(ticket, session, expectedVersion);
      return ticket;
    }

    /** Saves, and returns what came of it. */
    Class<?> saved(SessionRecord session, long expectedVersion) {
      return outcome(save(session, expectedVersion)).getClass();
    }

    Class<?> claimed(SessionRecord session, long expectedVersion) {
      long ticket = tickets.incrementAndGet();
      store.claim(ticket, session, expectedVersion);
      return outcome(ticket).getClass();
    }

    SessionRecord loaded(SessionId session) {
      long ticket = tickets.incrementAndGet();
      store.load(ticket, session);
      if (outcome(ticket) instanceof Input.SessionLoaded loaded) {
        return loaded.session();
      }
      throw new AssertionError("load came to " + outcome(ticket));
    }

    Input.Outcome outcome(long ticket) {
      return inbox.await(Input.Outcome.class, o -> ticketOf(o) == ticket);
    }

    void close() {
      opened.remove(store);
      store.close();
    }
  }

  private static long ticketOf(Input.Outcome outcome) {
    return switch (outcome) {
      case Input.SessionLoaded loaded -> loaded.ticket();
      case Input.SessionSaved saved -> saved.ticket();
      case Input.SessionStale stale -> stale.ticket();
      case Input.StoreFailed failed -> failed.ticket();
      default -> -1;
    };
  }

  @AfterEach
  final void closeStores() {
    opened.forEach(SessionStore::close);
  }

  private SessionRecord session(SessionId id, long version, String owner, RoomCursor... rooms) {
    return new SessionRecord(
        id, ALICE, "hash", null, List.of(rooms), new NodeId(owner), version, expiresAtMs);
  }

  @Test
  void unknownSessionIsLoadedAsNone() {
    assertThat(new Node().loaded(freshSession())).isNull();
  }

  @Test
  void claimIsDoneAndRefusedAsAnySave() {
    Node one = new Node();
    Node two = new Node();
    SessionId id = freshSession();
    one.saved(session(id, 1, "n1"), 0);

    assertThat(two.claimed(session(id, 2, "n2"), 1)).isEqualTo(Input.SessionSaved.class);
    assertThat(one.claimed(session(id, 2, "n1"), 1)).isEqualTo(Input.SessionStale.class);
    assertThat(one.loaded(id)).isEqualTo(session(id, 2, "n2"));
  }

  @Test
  void savedSessionIsLoadedAsItWasOnEveryNode() {
    Node one = new Node();
    Node two = new Node();
    SessionRecord full =
        new SessionRecord(
            freshSession(),
            new UserId("ålice-愛-🛰"),
            "a1b2",
            "c3d4",
            List.of(
                new RoomCursor(freshRoom(), EPOCH, -1, -1, -1, true),
                new RoomCursor(freshRoom(), new Epoch("é:2"), 0, 99, 12, false),
                new RoomCursor(freshRoom(), EPOCH, 0, 0, Long.MAX_VALUE, true)),
            new NodeId("nöde-1"),
            1,
            expiresAtMs);
    SessionRecord bare = session(freshSession(), 1, "n1");

    assertThat(one.saved(full, 0)).isEqualTo(Input.SessionSaved.class);
    assertThat(one.saved(bare, 0)).isEqualTo(Input.SessionSaved.class);

    for (Node node : List.of(one, two)) {
      assertThat(node.loaded(full.id())).isEqualTo(full);
      assertThat(node.loaded(bare.id())).isEqualTo(bare);
    }
  }

  @Test
  void sessionWithAThousandRoomsIsKeptWhole() {
    Node node = new Node();
    RoomCursor[] rooms =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new RoomCursor(freshRoom(), EPOCH, i, i, i + 1, i % 2 == 0))
            .toArray(RoomCursor[]::new);
    SessionRecord large = session(freshSession(), 1, "n1", rooms);

    assertThat(node.saved(large, 0)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.loaded(large.id())).isEqualTo(large);
  }

  @Test
  void firstSaveNeedsThatNoneIsStored() {
    Node node = new Node();
    SessionRecord first = session(freshSession(), 1, "n1");
    SessionRecord other = session(first.id(), 1, "n2");

    assertThat(node.saved(first, 0)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(other, 0)).isEqualTo(Input.SessionStale.class);
    assertThat(node.loaded(first.id())).isEqualTo(first);
  }

  @Test
  void saveReplacesTheVersionItNamesAndNoOther() {
    Node node = new Node();
    SessionId id = freshSession();
    RoomCursor cursor = new RoomCursor(freshRoom(), EPOCH, 7, 7, 9, true);
    SessionRecord second = session(id, 2, "n1", cursor);
    node.saved(session(id, 1, "n1"), 0);

    assertThat(node.saved(second, 1)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(session(id, 2, "n2"), 1)).isEqualTo(Input.SessionStale.class);
    assertThat(node.saved(session(id, 4, "n2"), 3)).isEqualTo(Input.SessionStale.class);
    assertThat(node.loaded(id)).isEqualTo(second);
  }

  @Test
  void saveThatNamesAVersionWhereNoneIsStoredBringsALostSessionBack() {
    Node node = new Node();
    SessionRecord session = session(freshSession(), 6, "n1");

    assertThat(node.saved(session, 5)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.loaded(session.id())).isEqualTo(session);
    assertThat(node.saved(session(session.id(), 6, "n2"), 5)).isEqualTo(Input.SessionStale.class);
  }

  @Test
  void saveThatRepeatsWhatIsStoredIsSaved() {
    Node node = new Node();
    SessionId id = freshSession();
    SessionRecord first = session(id, 1, "n1");
    SessionRecord second = session(id, 2, "n1", new RoomCursor(freshRoom(), EPOCH, 3, 3, 3, false));

    assertThat(node.saved(first, 0)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(first, 0)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(second, 1)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(second, 1)).isEqualTo(Input.SessionSaved.class);
    assertThat(node.saved(first, 0)).isEqualTo(Input.SessionStale.class);
    assertThat(node.loaded(id)).isEqualTo(second);
  }

  @Test
  void sameVersionWithOtherContentIsNotARepetition() {
    Node node = new Node();
    SessionId id = freshSession();
    RoomCursor cursor = new RoomCursor(freshRoom(), EPOCH, 3, 3, 3, false);
    node.saved(session(id, 1, "n1", cursor), 0);

    RoomCursor moved = new RoomCursor(cursor.room(), EPOCH, 3, 3, 4, false);
    assertThat(node.saved(session(id, 1, "n1", moved), 0)).isEqualTo(Input.SessionStale.class);
  }

  @Test
  void operationsOnOneSessionTakeEffectInTheOrderOfTheCalls() {
    Node node = new Node();
    SessionId id = freshSession();
    List<Long> asked = new ArrayList<>();
    for (int version = 1; version <= 100; version++) {
      asked.add(node.save(session(id, version, "n1"), version - 1));
    }
    SessionRecord last = node.loaded(id);

    assertThat(last.version()).isEqualTo(100);
    for (long ticket : asked) {
      assertThat(node.outcome(ticket)).isInstanceOf(Input.SessionSaved.class);
    }
  }

  @Test
  void ofTwoNodesThatRaceExactlyOneWins() {
    Node one = new Node();
    Node two = new Node();
    for (int round = 0; round < 30; round++) {
      SessionId id = freshSession();
      for (int version = 1; version <= 3; version++) {
        SessionRecord ofOne = session(id, version, "n1");
        SessionRecord ofTwo = session(id, version, "n2");
        long expected = version - 1;
        long[] asked = new long[2];

        Race.run(
            () -> asked[0] = one.save(ofOne, expected), () -> asked[1] = two.save(ofTwo, expected));

        boolean oneWon = one.outcome(asked[0]) instanceof Input.SessionSaved;
        boolean twoWon = two.outcome(asked[1]) instanceof Input.SessionSaved;
        assertThat(oneWon).isNotEqualTo(twoWon);
        assertThat(Stream.of(one.outcome(asked[0]), two.outcome(asked[1])))
            .hasAtLeastOneElementOfType(Input.SessionStale.class);
        assertThat(one.loaded(id)).isEqualTo(oneWon ? ofOne : ofTwo);
        assertThat(two.loaded(id)).isEqualTo(oneWon ? ofOne : ofTwo);
      }
    }
  }

  @Test
  void sessionsDoNotDisturbEachOther() {
    Node node = new Node();
    List<SessionRecord> all =
        IntStream.range(0, 200).mapToObj(i -> session(freshSession(), 1, "n" + i)).toList();

    List<Long> asked = all.stream().map(s -> node.save(s, 0)).toList();

    for (long ticket : asked) {
      assertThat(node.outcome(ticket)).isInstanceOf(Input.SessionSaved.class);
    }
    for (SessionRecord session : all) {
      assertThat(node.loaded(session.id())).isEqualTo(session);
    }
  }

  @Test
  void everyTicketIsAnsweredExactlyOnceAndOnlyToTheNodeThatAsked() {
    Node one = new Node();
    Node two = new Node();
    SessionId id = freshSession();

    Race.run(() -> saveOften(one, id, "n1"), () -> saveOften(two, id, "n2"));

    for (Node node : List.of(one, two)) {
      node.inbox.await("all outcomes", () -> node.inbox.all().size() >= 60);
      assertThat(node.loaded(id)).isNotNull();
      assertThat(node.inbox.all()).hasSize(61).extracting(o -> ticketOf(o)).doesNotHaveDuplicates();
    }
  }

  private void saveOften(Node node, SessionId id, String owner) {
    for (int i = 0; i < 30; i++) {
      node.save(session(id, i + 1, owner), i);
      node.store.load(tickets.incrementAndGet(), id);
    }
  }

  @Test
  void closeWritesWhatIsStillToBeWritten() {
    Node leaving = new Node();
    Node staying = new Node();
    SessionRecord session = session(freshSession(), 1, "n1");
    leaving.save(session, 0);

    leaving.close();

    assertThat(staying.loaded(session.id())).isEqualTo(session);
  }

  @Test
  void workingStoreHasNoTrouble() {
    Node node = new Node();
    node.loaded(freshSession());

    assertThat(node.store.trouble()).isNull();
  }
}
