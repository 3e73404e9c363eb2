package heliograph.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A node that is gone, for good or for a while, with clients on it. */
@ExtendWith(Cluster.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to pause a process by")
class NodeLossIT {
  private static final int EVERY_MS = 10;

  /** What taking members out may cost on a busy machine. */
  private static final long GRACE_MS = 15_000;

  private final String room = "room-" + UUID.randomUUID();

  private List<Member> membersOn(ClusterFixture cluster, int perNode) {
    List<Member> members = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      for (int i = 0; i < perNode; i++) {
        members.add(Member.join(cluster, node, node.name() + "-" + i, room, i % 2 == 1));
      }
    }
    return members;
  }

  @Test
  void clientsOfAKilledNodeGoOnElsewhereWithEveryMessageOnceAndInOneOrder(ClusterFixture cluster)
      throws Exception {
    List<Member> members = membersOn(cluster, 4);
    List<Publisher> publishers =
        List.of(
            new Publisher(members.get(0), room, EVERY_MS, true),
            new Publisher(members.get(4), room, EVERY_MS, true),
            new Publisher(members.get(8), room, EVERY_MS, true));
    List<Member> lost = List.of(Member.join(cluster, cluster.node(2), "lost-1", room));
    lost.forEach(Member::stayAway);
    ClusterFixture.await("load", () -> members.getLast().seen().size() > 200);

    long killedAtMs = System.currentTimeMillis();
    cluster.node(2).kill();

    List<Member> moved = members.subList(4, 8);
    ClusterFixture.await("resumes", () -> moved.stream().allMatch(m -> m.resumed() == 1));
    int before = members.getFirst().seen().size();
    ClusterFixture.await("load", () -> members.getFirst().seen().size() > before + 200);
    for (Publisher publisher : publishers) {
      publisher.finish();
    }
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members).allMatch(m -> m.begunAnew() == 0);
    assertThat(publishers).allMatch(p -> p.answered().size() > 100);
    for (Member member : members) {
      ClusterFixture.await("leave", () -> !member.toldOf("member_left", "lost-1").isEmpty());
      assertThat(member.toldOf("member_left", "lost-1").getFirst() - killedAtMs)
          .isBetween(0L, ClusterFixture.LEASE_MS + GRACE_MS);
    }
    assertPresent(members.getFirst(), members);
    assertThat(members).allMatch(m -> m.toldOf("member_left", "lost-1").size() == 1);
    assertThat(members).allMatch(m -> m.toldOf("member_joined", "n1-0").size() <= 1);
    members.forEach(Member::close);
  }

  private void assertPresent(Member asker, List<Member> members) {
    JsonNode present = asker.ask("presence", "room", room).join();
    assertThat(present.get("members").valueStream().map(m -> m.get("user").asString()))
        .containsExactlyInAnyOrderElementsOf(members.stream().map(Member::user).toList());
    assertThat(present.get("count").asInt()).isEqualTo(members.size());
  }

  @Test
  void nodeThatWasPausedForLongerThanItsLeaseHasNoSayInWhatWasTakenOver(ClusterFixture cluster)
      throws Exception {
    Member watcher = Member.join(cluster, cluster.node(1), "watcher", room);
    Member stayer = Member.join(cluster, cluster.node(2), "stayer", room);
    Member mover = Member.join(cluster, cluster.node(2), "mover", room, true);
    Member leaver = Member.join(cluster, cluster.node(2), "leaver", room);
    Publisher publisher = new Publisher(watcher, room, EVERY_MS, true);
    ClusterFixture.await("load", () -> mover.seen().size() > 50);
    mover.holdAcks();
    int unacked = mover.seen().size();
    ClusterFixture.await("messages to ack", () -> mover.seen().size() > unacked + 5);
    publisher.finish();
    ClusterFixture.await("all", () -> mover.seen().size() == publisher.answered().size());

    cluster.node(2).pause();
    Line leftByMover = mover.moveTo(cluster.node(1));
    Line leftByLeaver = leaver.moveTo(cluster.node(3));
    mover.ackBy(leftByMover);
    ClusterFixture.await("redelivery", () -> mover.again().size() >= 5);
    leaver.close();
    ClusterFixture.await(
        "leaves",
        () ->
            List.of("stayer", "leaver").stream()
                .allMatch(who -> watcher.toldOf("member_left", who).size() == 1));
    Publisher second =
        new Publisher(Member.join(cluster, cluster.node(3), "second", room), room, EVERY_MS, true);
    ClusterFixture.await("load", () -> mover.seen().size() > unacked + 30);
    cluster.node(2).resume();

    assertThat(leftByMover.ended().get(60, TimeUnit.SECONDS)).isEqualTo(4409);
    assertThat(leftByLeaver.ended().get(60, TimeUnit.SECONDS)).isEqualTo(4409);
    ClusterFixture.await("return", () -> watcher.toldOf("member_joined", "stayer").size() == 2);
    assertThat(watcher.toldOf("member_left", "mover")).isEmpty();
    assertThat(watcher.toldOf("member_joined", "mover")).hasSize(1);
    assertThat(watcher.toldOf("member_joined", "leaver")).hasSize(1);
    assertThat(watcher.toldOf("member_left", "leaver")).hasSize(1);
    int before = mover.again().size();
    mover.drop();
    ClusterFixture.await("redelivery", () -> mover.again().size() >= before + 5);
    second.finish();
    assertThat(Verdict.of(List.of(watcher, stayer, mover), List.of(publisher, second))).isEmpty();
    List.of(watcher, stayer, mover).forEach(Member::close);
  }
}
