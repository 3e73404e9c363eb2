package heliograph.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka that is down, slow, or out of one node's reach. */
@ExtendWith(Cluster.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to pause a process by")
class LogLossIT {
  private static final int EVERY_MS = 5;

  private final String room = "room-" + UUID.randomUUID();

  private List<Member> memberOnEach(ClusterFixture cluster) {
    List<Member> members = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      members.add(Member.join(cluster, node, "on-" + node.name(), room));
    }
    return members;
  }

  private static void awaitLoad(Publisher publisher) {
    int before = publisher.answered().size();
    ClusterFixture.await("load", () -> publisher.answered().size() > before + 100);
  }

  private static void awaitNotReady(NodeProcess node) {
    ClusterFixture.await(node.name() + " not ready", () -> !node.isReady());
    assertThat(node.readiness().body())
        .contains("\"status\":\"down\"")
        .containsPattern("\"reasons\":\\[\"log: .*127\\.0\\.0\\.1:.* \\(since 20.*Z\\)\"\\]");
  }

  private static void close(List<Member> members) {
    members.forEach(Member::close);
  }

  @Test
  void whileTheBrokerIsDownPublishesAreRefusedAtOnceAndNothingThatWasAnsweredIsLost(
      ClusterFixture cluster) throws Exception {
    List<Member> members = memberOnEach(cluster);
    List<Publisher> publishers =
        members.stream().map(member -> new Publisher(member, room, EVERY_MS, false)).toList();
    publishers.forEach(LogLossIT::awaitLoad);

    cluster.kafka().kill(0);
    cluster.nodes().forEach(LogLossIT::awaitNotReady);
    long askedNs = System.nanoTime();
    assertThat(members.getFirst().ask("publish", "room", room, "data", "x").join().get("code"))
        .hasToString("\"unavailable\"");
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - askedNs))
        .isLessThan(ClusterFixture.PUBLISH_TIMEOUT_MS / 2);
    assertThatThrownBy(() -> Line.open(cluster.node(1).port(), "late", null, (line, frame) -> {}))
        .isInstanceOfSatisfying(
            Line.NotLetIn.class, refused -> assertThat(refused.status).isEqualTo(503));

    cluster.kafka().restart(0);
    cluster.nodes().forEach(node -> ClusterFixture.await("ready", node::isReady));
    publishers.forEach(LogLossIT::awaitLoad);
    for (Publisher publisher : publishers) {
      publisher.finish();
      assertThat(publisher.codes()).contains("unavailable").isSubsetOf("unavailable", "timeout");
    }
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members).allMatch(member -> member.closeCodes().isEmpty());
    cluster.nodes().forEach(node -> assertQuiet(node.log()));
    close(members);
  }

  /** The node says it itself, in a line; what its libraries say besides is of no use. */
  private static void assertQuiet(List<String> log) {
    assertThat(log).allMatch(line -> line.matches("20\\S+ +(INFO|WARN) +(heliograph|h)\\..*"));
    assertThat(log.stream().filter(line -> line.contains("can be reached"))).hasSizeBetween(1, 3);
  }

  @Test
  void whileTheBrokerAnswersNothingEveryPublishGetsAnAnswerThatHolds(ClusterFixture cluster)
      throws Exception {
    List<Member> members = memberOnEach(cluster);
    List<Publisher> publishers =
        members.stream().map(member -> new Publisher(member, room, EVERY_MS, false)).toList();
    publishers.forEach(LogLossIT::awaitLoad);

    cluster.kafka().pause(0);
    try {
      ClusterFixture.await(
          "refusals", () -> publishers.stream().allMatch(p -> p.codes().size() == 2));
      cluster.nodes().forEach(LogLossIT::awaitNotReady);
      assertThat(cluster.nodes()).allMatch(node -> node.metric("hub_waiting") < WAITING_MAX);
    } finally {
      cluster.kafka().resume(0);
    }
    cluster.nodes().forEach(node -> ClusterFixture.await("ready", node::isReady));
    publishers.forEach(LogLossIT::awaitLoad);
    for (Publisher publisher : publishers) {
      publisher.finish();
      assertThat(publisher.codes()).containsExactlyInAnyOrder("unavailable", "timeout");
    }
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members).allMatch(member -> member.closeCodes().isEmpty());
    close(members);
  }

  /**
   * The 256 requests one publisher may have under way on a node, what one read of 64 KiB of its
   * socket brings beyond them, which is less than 570, and some more for saves. Without a bound it
   * would be what it publishes within the publish timeout, 1,200.
   */
  private static final double WAITING_MAX = 900;

  @Test
  void nodeThatIsCutOffFromTheLogSaysSoAndItsClientsMissNothing(ClusterFixture cluster)
      throws Exception {
    List<Member> members = memberOnEach(cluster);
    Member mover = Member.join(cluster, cluster.node(3), "mover", room);
    Member leaver = Member.join(cluster, cluster.node(3), "leaver", room);
    members.addAll(List.of(mover, leaver));
    List<Publisher> publishers =
        List.of(
            new Publisher(members.get(0), room, EVERY_MS, true),
            new Publisher(members.get(2), room, EVERY_MS, false));
    publishers.forEach(LogLossIT::awaitLoad);

    cluster.detour().cut();
    awaitNotReady(cluster.node(3));
    ClusterFixture.await("refusals", () -> publishers.get(1).codes().contains("unavailable"));
    assertThat(List.of(cluster.node(1), cluster.node(2))).allMatch(NodeProcess::isReady);
    Line left = mover.moveTo(cluster.node(1));
    leaver.drop();
    ClusterFixture.await("resume", () -> leaver.resumed() == 1);
    awaitLoad(publishers.get(0));
    int missing = members.get(2).seen().size();
    ClusterFixture.await("what was missed", () -> leaver.seen().size() > missing + 50);
    assertThat(leaver.port()).isNotEqualTo(cluster.node(3).port());

    cluster.detour().mend();
    ClusterFixture.await("ready", cluster.node(3)::isReady);
    assertThat(left.ended().get(60, TimeUnit.SECONDS)).isEqualTo(4409);
    publishers.forEach(LogLossIT::awaitLoad);
    for (Publisher publisher : publishers) {
      publisher.finish();
    }
    assertThat(publishers.get(1).codes()).isSubsetOf("unavailable", "timeout");
    assertThat(publishers.get(0).failures()).isZero();
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members.subList(0, 3)).allMatch(member -> member.closeCodes().isEmpty());
    assertThat(members).allMatch(member -> member.begunAnew() == 0);
    close(members);
  }
}
