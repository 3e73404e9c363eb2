package heliograph.bench.cluster;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The whole cluster on one machine, to play with: prints where everything is and how to kill it,
 * tells what dies, and takes all of it down with itself.
 */
@Command(
    name = "dev-cluster",
    mixinStandardHelpOptions = true,
    description = {
      "Starts Kafka, Redis and nodes on this machine, with one address in front of them, and stops"
          + " all of it on Ctrl-C (a second one does so at once).",
      "Kill a node and watch the page resume. Settings of nodes come from HELIOGRAPH_... as for"
          + " serve."
    })
public final class DevCluster implements Callable<Integer> {
  private static final int NODES_MAX = 50;
  private static final int INTERRUPTED = 130;
  private static final long DRAIN_MS = 30_000;

  /** A node that dies so often within the time is not brought back any more. */
  private static final int DEATHS_MAX = 5;

  private static final long DEATHS_WITHIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Pattern LOUD = Pattern.compile("\\S+ +(WARN|ERROR) .*");
  private static final Set<String> KNOWN = Set.of("DEVELOPMENT MODE", "heliograph ready", "open ");

  /** What the person should know of, in the order it happens. */
  private sealed interface Event {
    record Stop() implements Event {}

    record NodeDied(NodeProcess node, int code) implements Event {}

    record ServiceDied(String name) implements Event {}
  }

  @Option(names = "--nodes", defaultValue = "3", description = "How many, 1 to 50; default 3.")
  private int nodes;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description =
          "The port of the common address; nodes take the next ones, and those 100 further on for"
              + " health and metrics. Default 8080.")
  private int port;

  @Option(
      names = "--kafka",
      paramLabel = "ADDRESS",
      description = "Bootstrap servers of a Kafka that is there already; else one is started.")
  private String kafka;

  @Option(
      names = "--redis",
      paramLabel = "URI",
      description = "A Redis that is there already; else one is started.")
  private String redis;

  @Option(names = "--restart", description = "Bring back nodes that die.")
  private boolean restart;

  @Option(names = "--verbose", description = "Show all that nodes log, not only warnings.")
  private boolean verbose;

  @Spec private picocli.CommandLine.Model.CommandSpec spec;

  private final PrintStream out = System.out;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Map<NodeProcess, Deque<Long>> deaths = new HashMap<>();
  private final AtomicReference<Thread> starting = new AtomicReference<>();
  private volatile boolean stopping;

  @Override
  public Integer call() throws InterruptedException {
    if (nodes < 1 || nodes > NODES_MAX || port < 1 || port + 100 + nodes > 65_535) {
      throw new ParameterException(
          spec.commandLine(), "--nodes must be 1 to 50, and --port 1 to " + (65_435 - NODES_MAX));
    }
    starting.set(Thread.currentThread());
    Signals.onTermination(this::toldToStop);
    try {
      Cluster.checkFree(port);
      Plan plan = new Plan(nodes, port, kafka, redis, List.of("-Xmx512m"), settings(), this::log);
      try (Cluster cluster = Cluster.start(plan, line -> out.println("heliograph: " + line));
          Front front = front(cluster)) {
        starting.set(null);
        out.print(Welcome.text(cluster, front.port()));
        return run(cluster);
      }
    } catch (StartFailed e) {
      if (stopping) {
        return INTERRUPTED;
      }
      System.err.println("heliograph: " + e.getMessage());
      return 1;
    }
  }

  private Front front(Cluster cluster) {
    Map<Integer, NodeProcess> byPort =
        cluster.nodes().stream().collect(Collectors.toMap(NodeProcess::port, node -> node));
    return new Front(
        port,
        cluster.nodes().stream().map(NodeProcess::port).toList(),
        at -> cluster.health().isReady(byPort.get(at)));
  }

  /** For a person who watches: short pauses, unless other ones are asked for. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    Map.of(
            "DRAIN_MS",
            "1000",
            "HEARTBEAT_MS",
            "5000",
            "PRESENCE_EVENTS",
            "*",
            "KAFKA_PARTITIONS",
            "8")
        .forEach(
            (name, value) -> {
              if (System.getenv("HELIOGRAPH_" + name) == null) {
                settings.put(name, value);
              }
            });
    return settings;
  }

  private void toldToStop() {
    Thread waiting = starting.get();
    if (stopping) {
      // The children see their standard input end.
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    stopping = true;
    events.add(new Event.Stop());
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  private int run(Cluster cluster) throws InterruptedException {
    cluster.nodes().forEach(this::watch);
    if (cluster.kafka() != null) {
      watch("Kafka", cluster.kafka().pid(0));
    }
    if (cluster.redis() != null) {
      watch("Redis", cluster.redis().pid());
    }
    while (true) {
      switch (events.take()) {
        case Event.Stop() -> {
          return stop(cluster);
        }
        case Event.NodeDied(NodeProcess node, int code) -> died(cluster, node, code);
        case Event.ServiceDied(String name) ->
            out.printf("heliograph: %s has died; Ctrl-C, and start anew%n", name);
      }
    }
  }

  private void watch(NodeProcess node) {
    node.exit().thenAccept(code -> events.add(new Event.NodeDied(node, code)));
  }

  private void watch(String name, long pid) {
    ProcessHandle.of(pid)
        .ifPresent(p -> p.onExit().thenRun(() -> events.add(new Event.ServiceDied(name))));
  }

  private void died(Cluster cluster, NodeProcess node, int code) {
    out.printf("heliograph: node %s has ended (%s)", node.id(), cause(code));
    if (!restart) {
      out.printf("; its clients go on elsewhere (--restart would bring it back)%n");
      return;
    }
    if (diesTooOften(node)) {
      out.printf(" %d times within a minute and is not brought back%n", DEATHS_MAX);
      return;
    }
    out.printf("; bringing it back%n");
    node.launch();
    watch(node);
    starting.set(Thread.currentThread());
    boolean back = cluster.awaitReady(node);
    starting.set(null);
    // Being told to stop, which wakes us here, is an event of its own.
    Thread.interrupted();
    if (back) {
      out.printf("heliograph: node %s is back, now kill -9 %d%n", node.id(), node.pid());
    }
  }

  private boolean diesTooOften(NodeProcess node) {
    Deque<Long> times = deaths.computeIfAbsent(node, n -> new ArrayDeque<>());
    times.addLast(System.nanoTime());
    if (times.size() < DEATHS_MAX) {
      return false;
    }
    return times.getLast() - times.removeFirst() < DEATHS_WITHIN_NANOS;
  }

  private static String cause(int code) {
    return code > 128 ? "signal " + (code - 128) : "code " + code;
  }

  private int stop(Cluster cluster) {
    out.println("heliograph: stopping; Ctrl-C again to do so at once");
    boolean clean = cluster.drain(DRAIN_MS);
    if (!clean) {
      out.println("heliograph: some nodes did not end in time and are killed");
    }
    return clean ? 0 : 1;
  }

  private void log(String id, String line) {
    if (verbose || (LOUD.matcher(line).matches() && KNOWN.stream().noneMatch(line::contains))) {
      out.printf("%s | %s%n", id, line);
    } else if (line.startsWith("heliograph: ")) {
      // Why a node cannot start.
      out.printf("%s | %s%n", id, line);
    }
  }
}
