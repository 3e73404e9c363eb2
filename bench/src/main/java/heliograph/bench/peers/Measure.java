package heliograph.bench.peers;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Puts one server through one workload. */
final class Measure {
  /**
   * After which servers have given back what they only needed to accept connections: a node does so
   * within a minute.
   */
  private static final int CALM_SECONDS = 65;

  private static final int WARM_UP_CONNECTIONS = 500;
  private static final int OUTSTANDING = 32;

  /** A node refuses publishes while 10,000 wait for Kafka, which many rooms come to by then. */
  private static final int PUBLISHES_IN_CLUSTER = 8_000;

  private static final double FIRST_SECONDS = 3;
  private static final int[] SCALES = {1, 10, 100, 1_000, 10_000};

  private final Pace pace;

  Measure(Pace pace) {
    this.pace = pace;
  }

  /** Returns figures by row: rooms of growing size make several, the others one (without name). */
  Map<String, Map<Metric, Double>> run(Peer peer, Workload workload)
      throws IOException, InterruptedException {
    if (workload.compressed() && !peer.whyNotCompressed().isEmpty()) {
      throw new Unavailable(peer.whyNotCompressed());
    }
    try (Target target = peer.start(workload.compressed())) {
      return switch (workload.kind()) {
        case ROOMS, CLUSTER -> Map.of("", rooms(target, workload));
        case IDLE -> Map.of("", idle(target, workload));
        case SCALING -> scaling(target, workload);
      };
    }
  }

  private Map<Metric, Double> rooms(Target target, Workload w)
      throws IOException, InterruptedException {
    Map<Metric, Double> figures = Sample.empty();
    try (Load load = new Load()) {
      load.connect(target, w.connections(), w.rooms(), w.compressed());
      load.join("r", w.rooms());
      Publisher publisher = new Publisher(load, "r", w.rooms(), w.size());
      publisher.atRate(w.rate(), FIRST_SECONDS);
      publisher.drain();
      saturate(target, load, publisher, outstanding(w), figures);
      publisher.atRate(w.rate(), pace.warmUp());
      publisher.drain();
      atRate(target, load, publisher, w.rate(), pace.measured(), figures);
      figures.put(Metric.RESIDENT_MB, target.residentBytes() / 1048576.0);
      load.check();
    }
    return figures;
  }

  /** Returns how many messages to each member may be under way. */
  private static int outstanding(Workload w) {
    return w.kind() == Workload.Kind.CLUSTER
        ? Math.min(OUTSTANDING, PUBLISHES_IN_CLUSTER / w.rooms())
        : OUTSTANDING;
  }

  /**
   * Comes first: servers with a compiler at run time need work, and compile anew what then serves
   * at the fixed rate, which is what the warm-up behind it is for.
   */
  private void saturate(
      Target target, Load load, Publisher publisher, int outstanding, Map<Metric, Double> figures)
      throws IOException {
    publisher.saturating(outstanding, pace.saturated());
    Sample sample = new Sample(target, load.tally);
    publisher.saturating(outstanding, pace.saturated());
    sample.putTo(figures, Metric.SATURATION, Metric.SATURATION_CPU);
    publisher.drain();
  }

  private static void atRate(
      Target target,
      Load load,
      Publisher publisher,
      int rate,
      double seconds,
      Map<Metric, Double> figures)
      throws IOException {
    load.tally.startRecording();
    Sample sample = new Sample(target, load.tally);
    publisher.atRate(rate, seconds);
    sample.putTo(figures, Metric.PER_SECOND, Metric.CPU);
    figures.put(Metric.MISSING, (double) publisher.drain());
    Sample.putLatency(figures, load.tally.recorded());
  }

  /** Connections come and go first, so that what is paid once does not count. */
  private Map<Metric, Double> idle(Target target, Workload w)
      throws IOException, InterruptedException {
    Map<Metric, Double> figures = Sample.empty();
    try (Load warm = new Load()) {
      warm.connect(target, WARM_UP_CONNECTIONS, 1, false);
      settle();
    }
    settle();
    OptionalLong liveBefore = target.liveBytes();
    long residentBefore = target.residentBytes();
    double cpuBefore = target.cpuSeconds();
    try (Load load = new Load()) {
      long startNanos = System.nanoTime();
      load.connect(target, w.members(), 1, false);
      figures.put(Metric.ACCEPT_SECONDS, (System.nanoTime() - startNanos) / 1e9);
      figures.put(Metric.ACCEPT_CPU, (target.cpuSeconds() - cpuBefore) * 1e6 / w.members());
      settle();
      long resident = target.residentBytes() - residentBefore;
      figures.put(Metric.IDLE_RESIDENT, (double) resident / w.members());
      TimeUnit.SECONDS.sleep(CALM_SECONDS);
      long afterCalm = target.residentBytes() - residentBefore;
      figures.put(Metric.IDLE_CALM, (double) afterCalm / w.members());
      if (liveBefore.isPresent()) {
        long live = target.liveBytes().orElseThrow() - liveBefore.getAsLong();
        figures.put(Metric.IDLE_LIVE, (double) live / w.members());
      }
      load.check();
    }
    return figures;
  }

  private void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(pace.settled());
  }

  /**
   * All connections are in a room of each size, so that members and rooms are ever the same; only
   * where messages go changes, and the deliveries they make do not.
   */
  private Map<String, Map<Metric, Double>> scaling(Target target, Workload w)
      throws IOException, InterruptedException {
    Map<String, Map<Metric, Double>> rows = new LinkedHashMap<>();
    try (Load load = new Load()) {
      load.connect(target, w.members(), 1, false);
      for (int size : SCALES) {
        load.join("s" + size + "-", w.members() / size);
      }
      for (int size : SCALES) {
        int rooms = w.members() / size;
        Publisher publisher = new Publisher(load, "s" + size + "-", rooms, w.size());
        publisher.atRate(w.rate() / size, pace.warmUp());
        publisher.drain();
        Map<Metric, Double> figures = Sample.empty();
        atRate(target, load, publisher, w.rate() / size, pace.measured(), figures);
        rows.put("%,d rooms of %,d".formatted(rooms, size), figures);
      }
    }
    return rows;
  }
}
