package heliograph.redis;

import static org.awaitility.Awaitility.await;

import heliograph.testkit.services.LocalRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.protocol.CommandType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A Redis Cluster of three masters on this machine, each with a third of the slots. */
final class RedisCluster implements AutoCloseable {
  private static final int MASTERS = 3;

  /** So long that no server of a busy machine is taken for lost. */
  private static final int PATIENT_MS = 15_000;

  private static final int IMPATIENT_MS = 1_500;

  private final List<LocalRedis> servers = new ArrayList<>();
  private final List<Asking> asking = new ArrayList<>();

  private RedisCluster() {}

  /** Starts it; the test is passed over where the server found here knows no cluster mode. */
  static RedisCluster start() {
    return start(MASTERS, PATIENT_MS);
  }

  /** Starts it with a fourth server, a replica that takes the first one's place when it is lost. */
  static RedisCluster startWithReplica() {
    RedisCluster cluster = start(MASTERS + 1, IMPATIENT_MS);
    cluster.replicate();
    return cluster;
  }

  private static RedisCluster start(int servers, int nodeTimeoutMs) {
    RedisCluster cluster = new RedisCluster();
    try {
      for (int i = 0; i < servers; i++) {
        cluster.add(nodeTimeoutMs);
      }
      cluster.join();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private void add(int nodeTimeoutMs) {
    LocalRedis server =
        RedisModes.orAssume(
            "cluster",
            () -> LocalRedis.startClusterServer("--cluster-node-timeout", nodeTimeoutMs + ""));
    servers.add(server);
    asking.add(new Asking(server.uri()));
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      int first = i * SlotHash.SLOT_COUNT / MASTERS;
      int end = (i + 1) * SlotHash.SLOT_COUNT / MASTERS;
      asking.get(i).sync().clusterSetConfigEpoch(i + 1L);
      asking.get(i).sync().clusterAddSlots(IntStream.range(first, end).toArray());
    }
    meetAll();
    awaitWhole();
  }

  /** Has each meet each: gossip would bring them together too, in seconds. */
  private void meetAll() {
    for (LocalRedis server : servers) {
      URI address = URI.create(server.uri());
      asking.forEach(each -> each.sync().clusterMeet(address.getHost(), address.getPort()));
    }
  }

  /** Waits until each server knows all others, and that all slots are served. */
  void awaitWhole() {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> asking.stream().map(each -> each.sync().clusterInfo()).allMatch(this::isWhole));
  }

  private boolean isWhole(String info) {
    return info.contains("cluster_state:ok")
        && info.contains("cluster_slots_ok:" + SlotHash.SLOT_COUNT)
        && info.contains("cluster_known_nodes:" + servers.size());
  }

  /** Returns the address of one server, from which the others are found. */
  String uri() {
    return servers.getFirst().uri().replace("redis://", "redis-cluster://");
  }

  /** Returns a session that belongs to a server. */
  String sessionAt(int server) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "s" + i)
        .filter(session -> self(server).hasSlot(slotOf(session)))
        .findFirst()
        .orElseThrow();
  }

  private static int slotOf(String session) {
    return SlotHash.getSlot(("heliograph:session:" + session).getBytes(StandardCharsets.UTF_8));
  }

  private void replicate() {
    asking.getLast().sync().clusterReplicate(self(0).getNodeId());
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> asking.getLast().sync().info("replication").contains("link_status:up"));
  }

  /** Gives a session's slot, which must be empty, to another server. */
  void moveSlot(String session, int to) {
    int slot = slotOf(session);
    String id = self(to).getNodeId();
    asking.get(to).sync().clusterSetSlotNode(slot, id);
    asking.forEach(each -> each.sync().clusterSetSlotNode(slot, id));
  }

  /** Has all servers know a user, whose password is "right". */
  void addUser(String name, List<String> rights) {
    AclSetuserArgs user = AclSetuserArgs.Builder.on().addPassword("right");
    user.keyPattern("heliograph:*").resetChannels().channelPattern("heliograph:*");
    rights.forEach(right -> user.addCommand(CommandType.valueOf(right)));
    asking.forEach(each -> each.sync().aclSetuser(name, user));
  }

  /** Returns a server that has a subscriber of a channel. */
  int serverWithSubscriberOf(String channel) {
    return IntStream.range(0, servers.size())
        .filter(i -> asking.get(i).sync().pubsubNumsub(channel).get(channel) > 0)
        .findFirst()
        .orElseThrow();
  }

  /** Returns a server as it sees itself. */
  private RedisClusterNode self(int server) {
    return ClusterPartitionParser.parse(asking.get(server).sync().clusterNodes()).stream()
        .filter(node -> node.is(RedisClusterNode.NodeFlag.MYSELF))
        .findFirst()
        .orElseThrow();
  }

  LocalRedis server(int index) {
    return servers.get(index);
  }

  @Override
  public void close() {
    asking.forEach(Asking::close);
    servers.forEach(LocalRedis::close);
  }
}
