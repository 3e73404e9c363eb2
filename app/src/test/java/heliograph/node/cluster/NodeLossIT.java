package heliograph.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node that is gone, for good or for a while, with clients on it. */
@ExtendWith(Cluster.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to pause a process by")
class NodeLossIT {
  private static final int EVERY_MS = 10;

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
    ClusterFixture.await("load", () -> members.getLast().seen().size() > 200);

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
    members.forEach(Member::close);
  }
}
