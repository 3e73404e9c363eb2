package heliograph.testkit.contract;

import static heliograph.testkit.contract.Fixtures.ALICE;
import static heliograph.testkit.contract.Fixtures.freshRoom;
import static heliograph.testkit.contract.Fixtures.freshSession;
import static heliograph.testkit.contract.Fixtures.unique;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.ports.PresenceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The suite every {@link PresenceStore} passes. An adapter's test extends it and says how a node's
 * handle on the shared store is opened, and how a node dies. One store may serve all tests: rooms,
 * sessions and nodes have names of their own.
 */
public abstract class PresenceStoreContract {
  private final AtomicLong tickets = new AtomicLong();
  private final List<PresenceStore> opened = new ArrayList<>();

  /** Opens a node's handle on the store that all handles of one test share; not started. */
  protected abstract PresenceStore open(NodeId node) throws Exception;

  /**
   * Lets a handle's node die without a goodbye. Its lease must end well within {@link
   * RecordingInbox#DEADLINE_MS}.
   */
  protected abstract void kill(PresenceStore store) throws Exception;

  private final class Node {
    final PresenceStore store;
    final RecordingInbox inbox = new RecordingInbox();

    Node() {
      try {
        store = open(new NodeId(unique("n")));
      } catch (Exception e) {
        throw new AssertionError("the adapter's handle does not open", e);
      }
      opened.add(store);
      store.start(inbox);
    }

    Input.PresenceListed list(RoomName room, int max) {
      long ticket = tickets.incrementAndGet();
      store.list(ticket, room, max);
      Input.Outcome outcome = inbox.await(Input.Outcome.class, o -> ticketOf(o) == ticket);
      if (outcome instanceof Input.PresenceListed listed) {
        return listed;
      }
      throw new AssertionError("list came to " + outcome);
    }

    /** Lists now and then until the room has so many members. */
    List<Present> await(RoomName room, int count) {
      return Awaitility.await("a list of " + count)
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofMillis(RecordingInbox.DEADLINE_MS))
          .until(() -> list(room, 100), listed -> listed.count() == count)
          .members();
    }

    /** Returns the room's changes up to the first of the marker, which it waits for. */
    List<String> changes(RoomName room, Present marker) {
      inbox.await(Input.PresenceChanged.class, c -> c.session().equals(marker.session()));
      return inbox.of(Input.PresenceChanged.class).stream()
          .filter(c -> c.room().equals(room))
          .takeWhile(c -> !c.session().equals(marker.session()))
          .map(PresenceStoreContract::inWords)
          .toList();
    }

    void close() {
      opened.remove(store);
      store.close();
    }
  }

  private static long ticketOf(Input.Outcome outcome) {
    return switch (outcome) {
      case Input.PresenceListed listed -> listed.ticket();
      case Input.PresenceFailed failed -> failed.ticket();
      default -> -1;
    };
  }

  private static String inWords(Input.PresenceChanged change) {
    return change(change.user(), change.session(), change.joined());
  }

  private static String change(UserId user, SessionId session, boolean joined) {
    return user + "/" + session + (joined ? " joined" : " left");
  }

  private static String joined(Present member) {
    return change(member.user(), member.session(), true);
  }

  private static String left(Present member) {
    return change(member.user(), member.session(), false);
  }

  private static Present member(long sinceMs) {
    return new Present(ALICE, freshSession(), sinceMs);
  }

  @AfterEach
  final void closeStores() {
    opened.forEach(PresenceStore::close);
  }

  @Test
  void nobodyIsInAnUnknownRoom() {
    Input.PresenceListed listed = new Node().list(freshRoom(), 10);

    assertThat(listed.count()).isZero();
    assertThat(listed.members()).isEmpty();
  }

  @Test
  void whoEnteredIsListedOnEveryNodeAsItCame() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();
    Present member = new Present(new UserId("ålice-愛-🛰"), freshSession(), 1_700_000_000_123L);

    one.store.enter(room, member);

    assertThat(one.list(room, 10).members()).containsExactly(member);
    assertThat(two.await(room, 1)).containsExactly(member);
  }

  @Test
  void listHoldsThoseLongestThereFirstAndCountsAll() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();
    List<Present> members = IntStream.range(0, 9).mapToObj(i -> member(1_000 + i)).toList();
    for (int i : new int[] {4, 0, 8, 2, 6, 1, 3, 5, 7}) {
      (i % 2 == 0 ? one : two).store.enter(room, members.get(i));
    }
    two.await(room, 9);

    Input.PresenceListed cut = two.list(room, 4);

    assertThat(cut.count()).isEqualTo(9);
    assertThat(cut.members()).isEqualTo(members.subList(0, 4));
    assertThat(one.await(room, 9)).isEqualTo(members);
    assertThat(one.list(room, 1).members()).isEqualTo(members.subList(0, 1));
  }

  @Test
  void whoLeftIsNotListedAnyMore() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();
    Present stays = member(1);
    Present goes = member(2);
    one.store.enter(room, stays);
    one.store.enter(room, goes);

    one.store.leave(room, goes.session());

    assertThat(one.list(room, 10).members()).containsExactly(stays);
    assertThat(two.await(room, 1)).containsExactly(stays);
  }

  @Test
  void changesComeToAllNodesOnceEachAndInTheRoomsOrder() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();
    Present first = new Present(new UserId("bøb"), freshSession(), 1);
    Present marker = member(99);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Present second = member(2 + i);
      one.store.enter(room, first);
      one.store.enter(room, second);
      one.store.leave(room, first.session());
      one.store.leave(room, second.session());
      expected.addAll(List.of(joined(first), joined(second), left(first), left(second)));
    }
    one.store.enter(room, marker);

    assertThat(one.changes(room, marker)).isEqualTo(expected);
    assertThat(two.changes(room, marker)).isEqualTo(expected);
  }

  @Test
  void oneThatIsThereAlreadyStaysAsItIsAndIsNoChange() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();
    Present member = member(5);
    Present later = new Present(ALICE, member.session(), 500);
    Present marker = member(900);

    one.store.enter(room, member);
    one.store.enter(room, later);
    assertThat(one.list(room, 10).members()).containsExactly(member);
    one.store.enter(room, marker);

    assertThat(one.changes(room, marker)).containsExactly(joined(member));
    assertThat(two.changes(room, marker)).containsExactly(joined(member));
    assertThat(two.await(room, 2)).containsExactly(member, marker);
  }

  @Test
  void leaveOfOneThatIsNotThereIsNoErrorAndNoChange() {
    Node node = new Node();
    RoomName room = freshRoom();
    Present member = member(1);
    Present marker = member(2);

    node.store.leave(room, freshSession());
    node.store.enter(room, member);
    node.store.leave(room, member.session());
    node.store.leave(room, member.session());
    node.store.enter(room, marker);

    assertThat(node.changes(room, marker)).containsExactly(joined(member), left(member));
    assertThat(node.list(room, 10).count()).isEqualTo(1);
  }

  @Test
  void sessionInSeveralRoomsIsInEachOfItsOwn() {
    Node node = new Node();
    RoomName one = freshRoom();
    RoomName two = freshRoom();
    Present member = member(1);
    node.store.enter(one, member);
    node.store.enter(two, member);

    node.store.leave(one, member.session());

    assertThat(node.list(one, 10).count()).isZero();
    assertThat(node.list(two, 10).members()).containsExactly(member);
  }

  @Test
  void sessionThatWentToAnotherNodeStaysWhenTheOldNodeLetsItGo() {
    Node old = new Node();
    Node owner = new Node();
    RoomName room = freshRoom();
    Present member = member(1);
    Present marker = member(2);
    old.store.enter(room, member);
    owner.await(room, 1);
    owner.store.enter(room, member);
    assertThat(owner.list(room, 10).members()).containsExactly(member);

    old.store.leave(room, member.session());
    assertThat(old.list(room, 10).members()).containsExactly(member);
    old.store.enter(room, marker);
    assertThat(owner.changes(room, marker)).containsExactly(joined(member));
    owner.store.leave(room, member.session());

    assertThat(owner.list(room, 10).members()).containsExactly(marker);
    Input.PresenceChanged gone =
        old.inbox.await(Input.PresenceChanged.class, c -> c.room().equals(room) && !c.joined(), 1);
    assertThat(gone.session()).isEqualTo(member.session());
  }

  @Test
  void closeTakesTheNodesMembersOutOnceAndNoOthers() {
    Node leaving = new Node();
    List<Node> staying = List.of(new Node(), new Node());
    RoomName room = freshRoom();
    RoomName other = freshRoom();
    Present member = member(1);
    Present second = member(2);
    Present stays = member(3);
    leaving.store.enter(room, member);
    leaving.store.enter(room, second);
    leaving.store.enter(other, member);
    staying.getFirst().await(room, 2);
    staying.getFirst().store.enter(room, stays);

    leaving.close();

    assertMembersLeftOnce(staying, room, stays, List.of(member, second));
    staying.forEach(node -> node.await(other, 0));
  }

  @Test
  void membersOfANodeThatDiedLeaveOnce() throws Exception {
    Node dying = new Node();
    List<Node> staying = List.of(new Node(), new Node());
    RoomName room = freshRoom();
    Present member = member(1);
    Present second = member(2);
    Present stays = member(3);
    dying.store.enter(room, member);
    dying.store.enter(room, second);
    staying.getFirst().await(room, 2);
    staying.getFirst().store.enter(room, stays);

    opened.remove(dying.store);
    kill(dying.store);

    assertMembersLeftOnce(staying, room, stays, List.of(member, second));
  }

  private static void assertMembersLeftOnce(
      List<Node> staying, RoomName room, Present stays, List<Present> left) {
    Present marker = member(99);
    for (Node node : staying) {
      for (Present gone : left) {
        node.inbox.await(
            Input.PresenceChanged.class,
            c -> c.room().equals(room) && c.session().equals(gone.session()) && !c.joined());
      }
      assertThat(node.await(room, 1)).containsExactly(stays);
    }
    staying.getFirst().store.enter(room, marker);
    for (Node node : staying) {
      assertThat(node.changes(room, marker).stream().filter(c -> c.endsWith(" left")))
          .containsExactlyInAnyOrderElementsOf(
              left.stream().map(PresenceStoreContract::left).toList());
    }
  }

  @Test
  void everyTicketIsAnsweredExactlyOnceAndOnlyToTheNodeThatAsked() {
    Node one = new Node();
    Node two = new Node();
    RoomName room = freshRoom();

    Race.run(() -> listOften(one, room), () -> listOften(two, room));

    for (Node node : List.of(one, two)) {
      node.inbox.await("all lists", () -> listed(node).size() >= 50);
      node.list(room, 1);
      assertThat(listed(node)).hasSize(51).doesNotHaveDuplicates();
    }
  }

  private void listOften(Node node, RoomName room) {
    for (int i = 0; i < 50; i++) {
      node.store.enter(room, member(i));
      node.store.list(tickets.incrementAndGet(), room, 5);
    }
  }

  private static List<Long> listed(Node node) {
    return node.inbox.of(Input.PresenceListed.class).stream()
        .map(Input.PresenceListed::ticket)
        .toList();
  }

  @Test
  void workingStoreHasNoTrouble() {
    Node node = new Node();
    node.list(freshRoom(), 1);

    assertThat(node.store.trouble()).isNull();
  }
}
