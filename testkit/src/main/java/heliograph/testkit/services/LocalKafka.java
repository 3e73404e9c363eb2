package heliograph.testkit.services;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Brokers as processes of this machine, which can be killed, paused and started again on their
 * ports and data. Every broker is a controller, too. Brokers are counted from 0.
 */
public final class LocalKafka implements KafkaService {
  /** Any 22 characters of base64 do: clusters of tests never meet. */
  private static final String CLUSTER_ID = "aGVsaW9ncmFwaC10ZXN0cw";

  /** For tests: a quick start counts, and little memory. */
  private static final List<String> SMALL =
      List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** As Kafka's own start script has it, but for the size of the heap. */
  private static final List<String> FOR_LOAD =
      List.of(
          "-Xmx512m",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent");

  private final Path folder;
  private final List<Broker> brokers;

  /** Ports besides those clients come to: of controllers, and of the way around. */
  private final List<FreePort> otherPorts;

  private LocalKafka(Path folder, List<Broker> brokers, List<FreePort> otherPorts) {
    this.folder = folder;
    this.brokers = brokers;
    this.otherPorts = otherPorts;
  }

  /**
   * Starts a cluster and waits until it takes connections.
   *
   * @param count brokers, 1 or more; from 3 on one may be lost
   * @param properties brokers' properties that are added to, or replace, those set here
   */
  public static LocalKafka start(int count, Map<String, String> properties) {
    return start(count, properties, SMALL, null);
  }

  /** Starts one broker that runs as one in production does, with a small heap. */
  public static LocalKafka startForLoad() {
    return start(1, Map.of(), FOR_LOAD, null);
  }

  /**
   * Starts one broker that can be reached by two ways, so that a test can cut some clients off from
   * it and leave others alone. Besides its own port it listens at a second one, where it calls
   * itself by the port {@code proxy} gives: whoever comes by that proxy stays on it.
   *
   * @param proxy makes a proxy in front of the port it is given, and returns the proxy's own
   */
  public static LocalKafka startWithDetour(Map<String, String> properties, IntUnaryOperator proxy) {
    return start(1, properties, SMALL, proxy);
  }

  private static LocalKafka start(
      int count, Map<String, String> properties, List<String> jvmOptions, IntUnaryOperator proxy) {
    Path folder = Folders.temporary("kafka");
    List<FreePort> ports = takePorts(count);
    List<FreePort> controllerPorts = takePorts(count);
    List<FreePort> otherPorts = new ArrayList<>(controllerPorts);
    String voters =
        IntStream.range(0, count)
            .mapToObj(i -> i + "@127.0.0.1:" + controllerPorts.get(i).number())
            .collect(Collectors.joining(","));
    List<Broker> brokers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> all = new HashMap<>(defaults(count));
      all.put("node.id", Integer.toString(i));
      all.put("controller.quorum.voters", voters);
      all.put(
          "listeners",
          "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
              .formatted(ports.get(i).number(), controllerPorts.get(i).number()));
      if (proxy != null) {
        FreePort side = FreePort.take();
        otherPorts.add(side);
        all.putAll(detour(all, ports.get(i), side, proxy.applyAsInt(side.number())));
      }
      all.putAll(properties);
      brokers.add(
          new Broker(CLUSTER_ID, ports.get(i), folder.resolve("broker-" + i), all, jvmOptions));
    }
    LocalKafka cluster = new LocalKafka(folder, brokers, otherPorts);
    try {
      brokers.forEach(Broker::launch);
      brokers.forEach(Broker::awaitReady);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static Map<String, String> detour(
      Map<String, String> properties, FreePort port, FreePort side, int advertised) {
    return Map.of(
        "listeners",
        properties.get("listeners") + ",DETOUR://127.0.0.1:" + side.number(),
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:%d,DETOUR://127.0.0.1:%d".formatted(port.number(), advertised),
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,DETOUR:PLAINTEXT");
  }

  @Override
  public String bootstrapServers() {
    return brokers.stream().map(Broker::address).collect(Collectors.joining(","));
  }

  /** Ends a broker as {@code kill -9} does. */
  public void kill(int broker) {
    brokers.get(broker).process().kill();
  }

  /** Stops a broker in the orderly way. */
  public void stop(int broker) {
    brokers.get(broker).stop();
  }

  /** Starts a broker that was killed or stopped, and waits until it takes connections. */
  public void restart(int broker) {
    brokers.get(broker).launch();
    brokers.get(broker).awaitReady();
  }

  /** Freezes a broker (SIGSTOP): its connections stay open and nothing answers. */
  public void pause(int broker) {
    brokers.get(broker).process().pause();
  }

  /** Lets a frozen broker run on (SIGCONT). */
  public void resume(int broker) {
    brokers.get(broker).process().resume();
  }

  /** Returns a broker's process id; it changes with a restart. */
  public long pid(int broker) {
    return brokers.get(broker).process().pid();
  }

  @Override
  public String logTail() {
    return IntStream.range(0, brokers.size())
        .mapToObj(i -> "broker " + i + ":\n" + brokers.get(i).process().tail(40))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    brokers.forEach(Broker::close);
    otherPorts.forEach(FreePort::close);
    Folders.delete(folder);
  }

  private static List<FreePort> takePorts(int count) {
    return IntStream.range(0, count).mapToObj(i -> FreePort.take()).toList();
  }

  private static Map<String, String> defaults(int count) {
    String replicas = Integer.toString(Math.min(3, count));
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
        Map.entry("offsets.topic.replication.factor", replicas),
        Map.entry("transaction.state.log.replication.factor", replicas),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", replicas),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.num.partitions", "1"),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "2"),
        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
        // What a lost broker costs is waited for in tests: 9 s would be the default.
        Map.entry("broker.session.timeout.ms", "2000"),
        Map.entry("broker.heartbeat.interval.ms", "300"),
        Map.entry("controlled.shutdown.enable", "true"));
  }
}
