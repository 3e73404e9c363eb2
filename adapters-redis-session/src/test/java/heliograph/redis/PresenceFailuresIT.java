package heliograph.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.domain.Input;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.message.ServerFrame.Present;
import heliograph.domain.session.SessionRecord;
import heliograph.testkit.contract.RecordingInbox;
import heliograph.testkit.services.Detour;
import heliograph.testkit.services.LocalRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Presence while nodes are paused or cut off, and while Redis is killed, restarted or frozen. */
class PresenceFailuresIT {
  private static final long LEASE_MS = 1_200;
  private static final long PATIENCE_MS = 300;
  private static final RoomName ROOM = new RoomName("room");
  private static final RoomName OTHER = new RoomName("other {room}");
  private static final Present ALICE = member("alice", 1);
  private static final Present BOB = member("bob", 2);
  private static final Present LATE = member("late", 3);
  private static final AtomicLong PREFIXES = new AtomicLong();

  private static LocalRedis redis;

  private final List<Node> nodes = new ArrayList<>();
  private final String prefix = "test" + PREFIXES.incrementAndGet() + ":";
  private Node one;
  private Node two;

  private final class Node {
    final PresenceNode store;
    final RecordingInbox inbox = new RecordingInbox();
    private long tickets;

    Node(String name, long leaseMs) {
      Detour detour = Detour.to(redis.uri());
      store =
          new PresenceNode(
              detour,
              RedisConfig.of("redis://" + detour.address(), new NodeId(name))
                  .withKeyPrefix(prefix)
                  .withLeaseMs(leaseMs)
                  .withTimeouts(1_000, PATIENCE_MS));
      store.start(inbox);
      nodes.add(this);
      // Or it would miss what is told before: to connect may take long on a busy machine.
      awaitTrouble(false);
    }

    Input.Outcome list() {
      long ticket = ++tickets;
      store.list(ticket, ROOM, 10);
      return inbox.await(
          Input.Outcome.class,
          o ->
              o instanceof Input.PresenceListed listed && listed.ticket() == ticket
                  || o instanceof Input.PresenceFailed failed && failed.ticket() == ticket);
    }

    void awaitMembers(Present... members) {
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(
              () ->
                  list() instanceof Input.PresenceListed listed
                      && listed.members().equals(List.of(members)));
    }

    /** Returns the room's changes so far, after a marker that has made all before it arrive. */
    List<String> changes() {
      Present marker = member("marker", ++tickets);
      store.enter(OTHER, marker);
      inbox.await(Input.PresenceChanged.class, c -> c.session().equals(marker.session()));
      store.leave(OTHER, marker.session());
      return inbox.of(Input.PresenceChanged.class).stream()
          .filter(c -> c.room().equals(ROOM))
          .map(c -> c.session() + (c.joined() ? " joined" : " left"))
          .toList();
    }

    void awaitChange(String change) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> changes().contains(change));
    }

    /** Makes this node the owner of a member's session, as a resume here does. */
    void saveSession(Present member) {
      long expiresAtMs = System.currentTimeMillis() + 60_000;
      store.sessions.save(
          1,
          new SessionRecord(
              member.session(), member.user(), "hash", null, List.of(), store.node, 1, expiresAtMs),
          0);
      inbox.await(Input.SessionSaved.class, saved -> true);
    }

    void awaitTrouble(boolean wanted) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> (store.trouble() != null) == wanted);
    }
  }

  private static Present member(String name, long sinceMs) {
    return new Present(
        new UserId("user-" + name),
        new SessionId(name + (name.equals("marker") ? sinceMs : "")),
        sinceMs);
  }

  @BeforeAll
  static void start() {
    redis = LocalRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void twoNodesWithAMemberEach() {
    one = new Node("one", LEASE_MS);
    two = new Node("two", LEASE_MS);
    one.store.enter(ROOM, ALICE);
    two.store.enter(ROOM, BOB);
    one.awaitMembers(ALICE, BOB);
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.store.close());
  }

  @Test
  void pausedNodesMembersLeaveOnceAndComeAgainWithItButNotWhatItWroteMeanwhile() {
    one.store.detour.stall();
    one.store.enter(ROOM, LATE);
    one.awaitTrouble(true);
    one.store.leave(ROOM, LATE.session());

    two.awaitMembers(BOB);
    one.store.detour.mend();
    one.awaitTrouble(false);
    two.awaitMembers(ALICE, BOB);

    assertThat(two.changes())
        .containsSubsequence("alice joined", "alice left", "alice joined")
        .containsOnlyOnce("alice left", "bob joined")
        .noneMatch(change -> change.startsWith("late"))
        .hasSize(4);
    one.awaitMembers(ALICE, BOB);
  }

  @Test
  void sessionThatWasTakenOverAndEndedWhileItsOldNodeWasPausedDoesNotComeAgainWithIt() {
    Present carol = member("carol", 4);
    one.store.enter(ROOM, carol);
    two.awaitMembers(ALICE, BOB, carol);
    one.store.detour.stall();
    two.saveSession(ALICE);
    one.awaitTrouble(true);
    two.awaitMembers(BOB);

    one.store.detour.mend();
    two.awaitMembers(BOB, carol);

    assertThat(two.changes()).containsOnlyOnce("alice joined", "alice left");
  }

  @Test
  void nodeThatWasCutOffLongerThanItsLeaseEntersItsMembersAnew() {
    one.store.detour.cut();
    two.awaitMembers(BOB);
    one.store.enter(ROOM, LATE);
    one.store.leave(ROOM, ALICE.session());
    assertThat(one.list()).isInstanceOf(Input.PresenceFailed.class);

    one.store.detour.mend();
    two.awaitMembers(BOB, LATE);

    assertThat(two.changes())
        .containsExactlyInAnyOrder("alice joined", "bob joined", "alice left", "late joined");
  }

  @Test
  void shortCutIsNoChangeForThoseWhoStayed() {
    Node patient = new Node("patient", 20_000);
    Present carol = member("carol", 4);
    patient.store.enter(ROOM, carol);
    patient.awaitMembers(ALICE, BOB, carol);

    patient.store.detour.cut();
    patient.awaitTrouble(true);
    patient.store.enter(ROOM, LATE);
    patient.store.detour.mend();
    two.awaitMembers(ALICE, BOB, LATE, carol);
    patient.store.leave(ROOM, carol.session());
    two.awaitMembers(ALICE, BOB, LATE);

    assertThat(two.changes().stream().filter(change -> change.startsWith("carol")))
        .containsExactly("carol joined", "carol left");
  }

  @Test
  void sessionThatMovedWhileItsOldNodeWasPausedNeitherLeavesNorComes() {
    one.store.detour.stall();
    two.store.enter(ROOM, ALICE);
    two.awaitMembers(ALICE, BOB);
    one.awaitTrouble(true);
    await().atMost(60, TimeUnit.SECONDS).until(() -> leases().equals(List.of("two")));
    one.store.detour.mend();
    one.awaitTrouble(false);
    await().atMost(60, TimeUnit.SECONDS).until(() -> leases().equals(List.of("one", "two")));
    one.store.leave(ROOM, ALICE.session());

    assertThat(one.list())
        .isInstanceOfSatisfying(
            Input.PresenceListed.class,
            listed -> assertThat(listed.members()).containsExactly(ALICE, BOB));
    assertThat(two.changes()).containsExactlyInAnyOrder("alice joined", "bob joined");
  }

  /** The nodes that have a lease, or had one and were not yet taken out. */
  private List<String> leases() {
    try (Asking asking = new Asking(redis.uri())) {
      return asking.sync().zrange(prefix + "presence:{leases}", 0, -1).stream()
          .map(incarnation -> incarnation.substring(0, incarnation.indexOf('~')))
          .distinct()
          .sorted()
          .toList();
    }
  }

  @Test
  void redisThatLostItsDataIsToldAgainAndNobodySeesAChange() {
    redis.kill();
    one.awaitTrouble(true);
    two.awaitTrouble(true);
    one.store.enter(ROOM, LATE);
    redis.restart();

    one.awaitMembers(ALICE, BOB, LATE);
    two.awaitMembers(ALICE, BOB, LATE);
    two.awaitTrouble(false);
    // Who came while two was not connected may be news to it or not; who stayed is not.
    assertThat(two.changes())
        .containsOnlyOnce("alice joined", "bob joined")
        .noneMatch(change -> change.endsWith(" left"));
  }

  @Test
  void nodeThatMayNotSubscribeAgainIsInTroubleUntilItMay() {
    try (Asking asking = new Asking(redis.uri())) {
      asking.sync().aclSetuser("default", AclSetuserArgs.Builder.resetChannels());
      try {
        assertThat(asking.sync().clientKill(KillArgs.Builder.typePubsub())).isPositive();
        await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> String.valueOf(two.store.trouble()).contains("NOPERM"));
      } finally {
        asking.sync().aclSetuser("default", AclSetuserArgs.Builder.allChannels());
      }
    }

    two.awaitTrouble(false);
    one.awaitTrouble(false);
    one.store.enter(ROOM, LATE);
    two.awaitChange("late joined");
  }

  @Test
  void redisThatCameBackWithItsDataHasNobodyLeave() {
    redis.stop();
    one.awaitTrouble(true);
    two.awaitTrouble(true);
    one.store.leave(ROOM, ALICE.session());
    // One that is back first tells what the other cannot hear yet.
    one.store.detour.cut();
    redis.restart();
    two.awaitTrouble(false);
    one.store.detour.mend();

    two.awaitMembers(BOB);
    assertThat(two.changes()).containsExactlyInAnyOrder("alice joined", "bob joined", "alice left");
  }

  @Test
  void redisFrozenForLongerThanALeaseHasNobodyLeave() {
    redis.pause();
    one.awaitTrouble(true);
    await()
        .pollDelay(LEASE_MS, TimeUnit.MILLISECONDS)
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> one.list() instanceof Input.PresenceFailed);
    redis.resume();
    one.awaitTrouble(false);
    two.awaitTrouble(false);

    one.awaitMembers(ALICE, BOB);
    one.store.leave(ROOM, ALICE.session());
    one.awaitMembers(BOB);
    two.awaitChange("alice left");
    assertThat(two.changes()).containsExactlyInAnyOrder("alice joined", "bob joined", "alice left");
  }

  @Test
  void nodeThatFindsBackLaterThanAnotherIsWaitedFor() {
    close();
    nodes.clear();
    long earlyLeaseMs = 4 * LEASE_MS;
    Node early = new Node("early", earlyLeaseMs);
    Node late = new Node("late", LEASE_MS);
    late.store.enter(ROOM, LATE);
    early.awaitMembers(LATE);
    // From here on it may take out whose lease has ended, while its own outlives what comes.
    await().pollDelay(earlyLeaseMs, TimeUnit.MILLISECONDS).until(() -> true);

    redis.stop();
    late.store.detour.cut();
    early.awaitTrouble(true);
    await().pollDelay(LEASE_MS, TimeUnit.MILLISECONDS).until(() -> true);
    redis.restart();
    early.awaitTrouble(false);
    early.awaitMembers(LATE);
    late.store.detour.mend();
    late.awaitTrouble(false);

    late.awaitMembers(LATE);
    assertThat(early.changes()).containsExactly("late joined");
  }

  @Test
  void manyMembersOfADeadNodeLeaveOnceEach() {
    int count = 1_000;
    for (int i = 0; i < count; i++) {
      one.store.enter(ROOM, member("m" + i, 10 + i));
    }
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> ((Input.PresenceListed) two.list()).count() == count + 2);

    one.store.kill();
    nodes.remove(one);
    two.awaitMembers(BOB);

    List<String> left = two.changes().stream().filter(change -> change.endsWith(" left")).toList();
    assertThat(left).hasSize(count + 1).doesNotHaveDuplicates();
  }
}
