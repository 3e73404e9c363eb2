package heliograph.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.testkit.services.LocalRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Redis that is killed, and comes back without what it held. */
@ExtendWith(Cluster.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to pause a process by")
class StoreLossIT {
  private final String room = "room-" + UUID.randomUUID();

  private static boolean isDegraded(NodeProcess node) {
    return node.readiness().body().contains("degraded");
  }

  @Test
  void whileRedisIsDownMessagesGoOnAndAfterwardsSessionsCanBeResumedAgain(ClusterFixture cluster)
      throws Exception {
    List<Member> members = new ArrayList<>();
    for (NodeProcess node : cluster.nodes()) {
      members.add(Member.join(cluster, node, node.name() + "-a", room));
      members.add(Member.join(cluster, node, node.name() + "-b", room, true));
    }
    List<Publisher> publishers =
        List.of(
            new Publisher(members.get(0), room, 10, false),
            new Publisher(members.get(5), room, 10, false));
    ClusterFixture.await("load", () -> members.getFirst().seen().size() > 50);

    cluster.redis().kill();
    ClusterFixture.await(
        "notice", () -> cluster.nodes().stream().allMatch(StoreLossIT::isDegraded));
    for (NodeProcess node : cluster.nodes()) {
      assertThat(node.readiness().statusCode()).isEqualTo(200);
      assertThat(node.readiness().body())
          .containsPattern("\"degraded\":\\[\"sessions: Redis at .* since 20.*Z.*\",\"presence: ");
    }
    JsonNode refused = members.getFirst().ask("presence", "room", room).join();
    assertThat(refused.get("code").asString()).isEqualTo("unavailable");
    Member unlucky = members.get(3);
    unlucky.drop();
    ClusterFixture.await("a new session", () -> unlucky.begunAnew() == 1);
    int before = members.getFirst().seen().size();
    ClusterFixture.await("load", () -> members.getFirst().seen().size() > before + 100);

    cluster.redis().restart();
    ClusterFixture.await(
        "notice", () -> cluster.nodes().stream().noneMatch(StoreLossIT::isDegraded));
    assertPresent(members);
    ClusterFixture.await(
        "saves",
        members,
        () -> members.stream().allMatch(member -> isStored(member.session(), cluster.redis())));
    Member lucky = members.get(1);
    lucky.drop();
    unlucky.drop();
    ClusterFixture.await(
        "resumes", List.of(lucky, unlucky), () -> lucky.resumed() == 1 && unlucky.resumed() == 1);
    for (Publisher publisher : publishers) {
      publisher.finish();
      assertThat(publisher.failed()).isEmpty();
    }
    assertThat(Verdict.of(members, publishers)).isEmpty();
    assertThat(members.stream().mapToInt(Member::begunAnew).sum()).isEqualTo(1);
    assertPresent(members);
    members.forEach(Member::close);
  }

  /**
   * Returns whether a session is stored, by one of Redis's inline commands. To count them is not
   * enough: the one that the unlucky has left is saved again as well.
   */
  private static boolean isStored(String session, LocalRedis redis) {
    URI uri = URI.create(redis.uri());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("EXISTS heliograph:session:" + session + "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return answer.readLine().equals(":1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertPresent(List<Member> members) {
    ClusterFixture.await(
        "presence",
        () -> {
          JsonNode present = members.getFirst().ask("presence", "room", room).join();
          return present.path("count").asInt(-1) == members.size();
        });
  }
}
