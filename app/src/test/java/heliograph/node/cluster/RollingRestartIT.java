package heliograph.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** All nodes are restarted, one after the other, under load. */
@ExtendWith(Cluster.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to be told to stop by")
class RollingRestartIT {
  private final String room = "room-" + UUID.randomUUID();

  @Test
  void nothingIsLostAndNothingComesTwice(ClusterFixture cluster) throws Exception {
    List<Member> members = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      for (int i = 0; i < 6; i++) {
        members.add(Member.join(cluster, node, node.name() + "-" + i, room, i % 2 == 1));
      }
    }
    List<Publisher> publishers =
        List.of(
            new Publisher(members.get(0), room, 10, true),
            new Publisher(members.get(6), room, 10, true),
            new Publisher(members.get(12), room, 10, true));
    ClusterFixture.await("load", () -> members.getLast().seen().size() > 100);

    for (int number = 1; number <= 3; number++) {
      NodeProcess stopping = cluster.node(number);
      assertThat(stopping.stop()).as("exit code of %s", stopping.name()).isZero();
      assertThat(stopping.log()).noneMatch(line -> line.contains("did not end in time"));
      int at = members.getFirst().seen().size();
      cluster.restart(number);
      ClusterFixture.await("load", () -> members.getFirst().seen().size() > at + 50);
    }

    for (Publisher publisher : publishers) {
      publisher.finish();
    }
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members).allMatch(member -> member.begunAnew() == 0);
    assertThat(members).allMatch(member -> member.resumed() >= 1);
    // At drain every cursor is saved: only what was not acked by then comes again.
    assertThat(members.stream().filter(member -> !member.acks()))
        .hasSize(9)
        .allMatch(member -> member.again().isEmpty());
    assertThat(members.stream().flatMap(member -> member.closeCodes().stream())).containsOnly(1001);
    members.forEach(Member::close);
  }
}
