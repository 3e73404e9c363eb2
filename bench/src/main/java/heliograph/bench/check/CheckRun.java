package heliograph.bench.check;

import heliograph.bench.cluster.Cluster;
import heliograph.bench.cluster.NodeProcess;
import heliograph.bench.cluster.Plan;
import heliograph.bench.cluster.StartFailed;
import heliograph.bench.cluster.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** One run of the checker, from the cluster's start to the verdict. For one thread. */
final class CheckRun {
  /** Patience for what takes seconds on a quiet machine. */
  private static final long PATIENCE_MS = 120_000;

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Between two clients' starts: a thousand at once is a load of its own. */
  private static final long START_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  /** So many times the messages asked for may be published while faults take long to heal. */
  private static final int LEDGER_FACTOR = 10;

  private final CheckPlan plan;
  private final Consumer<String> say;
  private final Ledger ledger;
  private final Tally tally = new Tally();
  private final Histogram latency = new Histogram(TimeUnit.HOURS.toMicros(1), 3);
  private final List<Member> members = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final String run;

  CheckRun(CheckPlan plan, Consumer<String> say) {
    this.plan = plan;
    this.say = say;
    this.ledger = new Ledger(LEDGER_FACTOR * plan.messages() + plan.rooms());
    this.run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  }

  /**
   * Runs it.
   *
   * @param clusterPlan of the cluster to start; not used where the plan names nodes
   */
  Outcome run(Plan clusterPlan) throws StartFailed, IOException, InterruptedException {
    if (!plan.at().isEmpty()) {
      return run((Cluster) null, plan.at());
    }
    try (Cluster cluster = Cluster.start(clusterPlan, say)) {
      List<InetSocketAddress> nodes = new ArrayList<>();
      for (NodeProcess node : cluster.nodes()) {
        nodes.add(new InetSocketAddress("127.0.0.1", node.port()));
      }
      Outcome outcome = run(cluster, nodes);
      cluster.drain(PATIENCE_MS);
      return outcome;
    }
  }

  private Outcome run(Cluster cluster, List<InetSocketAddress> nodes)
      throws IOException, InterruptedException {
    say.accept("seed " + plan.seed());
    Saboteur saboteur = cluster == null ? null : new Saboteur(cluster, plan, ledger::begun, say);
    try {
      begin(nodes);
      if (await("all members to be in their rooms", members, Member::isInAllRooms)) {
        publishUnder(saboteur);
        finish();
      }
    } finally {
      members.forEach(Session::stop);
      publishers.forEach(Session::stop);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    return outcome(saboteur);
  }

  private void begin(List<InetSocketAddress> nodes) throws IOException, InterruptedException {
    Tokens tokens = new Tokens(nodes.getFirst());
    String token = tokens.of("member");
    for (int i = 0; i < plan.clients(); i++) {
      Map<String, Boolean> rooms = new HashMap<>();
      boolean acked =
          switch (plan.acks()) {
            case ALL -> true;
            case NONE -> false;
            case MIXED -> i % 2 == 0;
          };
      for (int r = 0; r < plan.roomsPerClient(); r++) {
        rooms.put(room((i / 2 + r) % plan.rooms()), acked);
      }
      String name = "member-" + i + (acked ? " (acks)" : "");
      members.add(
          new Member(name, rooms, nodes, i, token, ledger, tally, latency, plan.seed() + i));
    }
    for (int i = 0; i < plan.publishers(); i++) {
      String user = "publisher-" + i;
      publishers.add(
          new Publisher(
              user, nodes, i, tokens.of(user), ledger, tally, run, plan.bytes(), ~plan.seed() - i));
    }
    for (Member member : members) {
      start(member);
      LockSupport.parkNanos(START_STEP_NANOS);
    }
    publishers.forEach(this::start);
  }

  private void start(Session session) {
    threads.add(Thread.ofVirtual().name(session.name).start(session));
  }

  private String room(int i) {
    return "check-" + run + "-" + i;
  }

  /** Publishes at the rate until all is published and the last fault is healed. */
  private void publishUnder(Saboteur saboteur) throws InterruptedException {
    say.accept("publishing");
    AtomicReference<Exception> sabotage = new AtomicReference<>();
    Thread faulty = Thread.ofVirtual().unstarted(() -> sabotage(saboteur, sabotage));
    if (saboteur != null) {
      faulty.start();
    }
    BooleanSupplier enough =
        () -> ledger.begun() >= plan.messages() && (saboteur == null || !faulty.isAlive());
    List<Thread> pacers = new ArrayList<>();
    for (int i = 0; i < publishers.size(); i++) {
      int first = i;
      pacers.add(Thread.ofVirtual().start(() -> pace(first, enough)));
    }
    for (Thread pacer : pacers) {
      pacer.join();
    }
    faulty.join();
    if (sabotage.get() != null) {
      faults.add(sabotage.get().getMessage());
    }
  }

  private static void sabotage(Saboteur saboteur, AtomicReference<Exception> failure) {
    try {
      saboteur.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private void pace(int number, BooleanSupplier enough) {
    long intervalNanos = TimeUnit.SECONDS.toNanos(1) * publishers.size() / plan.rate();
    long next = System.nanoTime() + intervalNanos * number / publishers.size();
    int room = number;
    while (!enough.getAsBoolean()) {
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      // What was missed while there was no connection is not made up for.
      next = Math.max(next + intervalNanos, System.nanoTime() - intervalNanos);
      if (publishers.get(number).publish(room(room % plan.rooms()), null) < 0) {
        return;
      }
      room++;
    }
  }

  /** Waits for answers, then puts an end mark into each room and waits until all have got it. */
  private void finish() throws InterruptedException {
    members.forEach(Member::countNoMoreGaps);
    await("answers to all publishes with a key", publishers, p -> answered(p, 0));
    for (int i = 0; i < plan.rooms(); i++) {
      publishers.getFirst().publish(room(i), true);
    }
    await("answers to the end marks", List.of(publishers.getFirst()), p -> answered(p, 0));
    Map<String, Long> ends = ends();
    await("all members to get the end marks", members, m -> m.hasGot(ends));
  }

  private static boolean answered(Publisher publisher, long timeoutMs) {
    try {
      return publisher.awaitAnswers(timeoutMs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns the highest answered position of each room; the end mark's, where all went well. */
  private Map<String, Long> ends() {
    Map<String, Long> ends = new TreeMap<>();
    for (int i = 0; i < plan.rooms(); i++) {
      ends.put(room(i), -1L);
    }
    ledger.all().forEach(p -> ends.merge(p.room(), p.position(), Math::max));
    return ends;
  }

  private <T extends Session> boolean await(String what, List<T> sessions, Predicate<T> condition) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    List<T> left = new ArrayList<>(sessions);
    while (true) {
      left.removeIf(condition);
      if (left.isEmpty()) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        faults.add(
            "waited %d s for %s: %d of %d did not, %s first"
                .formatted(
                    PATIENCE_MS / 1_000, what, left.size(), sessions.size(), left.getFirst().name));
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private Outcome outcome(Saboteur saboteur) {
    List<Stay> stays = members.stream().flatMap(m -> m.stays().stream()).toList();
    Histogram gaps = new Histogram(HOUR_MS, 3);
    members.forEach(m -> gaps.recordValue(Math.min(HOUR_MS, m.longestGapMs())));
    return new Outcome(
        plan,
        Verdict.of(ledger.all(), stays, ends()),
        faults,
        saboteur == null ? List.of() : saboteur.timeline(),
        ledger.all(),
        stays,
        members.stream().mapToLong(Member::repeated).sum(),
        tally,
        gaps,
        latency);
  }
}
