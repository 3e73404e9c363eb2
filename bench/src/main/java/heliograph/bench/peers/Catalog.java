package heliograph.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the peers that this machine can run, and says of the others why it cannot. */
final class Catalog {
  private final List<Peer> single = new ArrayList<>();
  private final List<Peer> cluster = new ArrayList<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Path sources;
  private final Path folder;

  /**
   * Installs what has to be.
   *
   * @param sources the peers' own small servers
   * @param folder what is made and installed goes here
   */
  Catalog(Path sources, Path folder, List<String> jvmOptions) throws InterruptedException {
    this.sources = sources;
    this.folder = folder;
    String java =
        "0.1.0-SNAPSHOT, JDK "
            + Runtime.version()
            + (jvmOptions.isEmpty() ? "" : " " + String.join(" ", jvmOptions));
    single.add(new HeliographPeer("Heliograph", java, 1, jvmOptions));
    cluster.add(new HeliographPeer("Heliograph + Kafka", java, 2, jvmOptions));
    attempt("C++ floor", () -> single.add(new FloorPeer(sources.resolve("floor.cpp"), folder)));
    attempt("ws, Socket.IO", this::node);
    attempt("NATS", () -> single.add(new NatsPeer(folder)));
  }

  private interface Attempt {
    void run() throws IOException, InterruptedException;
  }

  private void attempt(String name, Attempt attempt) throws InterruptedException {
    try {
      attempt.run();
    } catch (IOException e) {
      missing.put(name, e.getMessage());
    }
  }

  private void node() throws IOException, InterruptedException {
    NodePackages packages = NodePackages.install(sources, folder.resolve("node"));
    node(packages, "ws", "ws", "ws.js", PlainDialect::new);
    node(packages, "Socket.IO", "socket.io", "socketio.js", SocketIoDialect::new);
  }

  private void node(
      NodePackages packages, String name, String module, String script, Supplier<Dialect> dialects)
      throws IOException {
    String version = packages.version(module);
    single.add(new NodePeer(name, version, packages, script, dialects, 1));
    cluster.add(new NodePeer(name + " + Redis", version, packages, script, dialects, 2));
  }

  /** Returns who takes part in a workload. */
  List<Peer> peers(Workload workload) {
    return switch (workload.kind()) {
      case ROOMS, IDLE -> single;
      case CLUSTER -> cluster;
      case SCALING -> single.subList(0, 1);
    };
  }

  /** Returns everyone. */
  List<Peer> all() {
    List<Peer> all = new ArrayList<>(single);
    all.addAll(cluster);
    return all;
  }

  /** Returns who cannot be measured here, and why. */
  Map<String, String> missing() {
    return missing;
  }
}
