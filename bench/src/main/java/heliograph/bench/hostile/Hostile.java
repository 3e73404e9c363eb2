package heliograph.bench.hostile;

import heliograph.bench.ServerProcess;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One room; some members stop reading, and strangers trickle bytes: what do the others notice? */
@Command(
    name = "hostile",
    description = {
      "Members that stop reading and connections that trickle bytes, under load.",
      "The exit code judges loss, order and bounds; latency is printed."
    },
    mixinStandardHelpOptions = true)
public final class Hostile implements Callable<Integer> {
  private static final int USERS = 50;

  /** So small that a member that does not read is soon felt by the server. */
  private static final int SLOW_RECEIVE_BYTES = 4_096;

  private static final long RECOVERY_MS_MAX = 120_000;

  @Option(names = "--members", defaultValue = "1000", description = "Default: 1000.")
  private int members;

  @Option(names = "--slow", defaultValue = "100", description = "That stop. Default: 100.")
  private int slow;

  @Option(names = "--tricklers", defaultValue = "1000", description = "Default: 1000.")
  private int tricklers;

  @Option(names = "--rate", defaultValue = "100", description = "Messages a second. Default: 100.")
  private int rate;

  @Option(names = "--size", defaultValue = "512", description = "Bytes of data. Default: 512.")
  private int size;

  @Option(names = "--seconds", defaultValue = "20", description = "Of a phase. Default: 20.")
  private int seconds;

  @Option(
      names = "--slow-consumers",
      defaultValue = "catch_up",
      description = "What the node is told: catch_up or close. Default: catch_up.")
  private String slowConsumers;

  @Option(names = "--heap-mb", defaultValue = "64", description = "May be added. Default: 64.")
  private int heapMb;

  @Option(names = "--write-timeout-ms", defaultValue = "30000", description = "Default: 30000.")
  private int writeTimeoutMs;

  @Override
  public Integer call() throws Exception {
    Map<String, String> environment =
        Map.of(
            "HELIOGRAPH_SLOW_CONSUMERS",
            slowConsumers,
            "HELIOGRAPH_WRITE_TIMEOUT_MS",
            "" + writeTimeoutMs);
    try (ServerProcess server = new ServerProcess(List.of(), environment)) {
      List<String> tokens = server.tokens(USERS);
      try (Load load = new Load(server, rate, size)) {
        for (int i = 0; i < members; i++) {
          boolean isSlow = i < slow;
          load.join(tokens.get(i % USERS), isSlow ? SLOW_RECEIVE_BYTES : 0, isSlow);
        }
        load.start();
        return run(server, load, tokens);
      }
    }
  }

  private int run(ServerProcess server, Load load, List<String> tokens) throws Exception {
    Verdict verdict = new Verdict();
    System.out.println(Phase.HEAD);
    load.phase("warm-up", Math.max(1, seconds / 2));
    Phase before = shown(load.phase("all read", seconds));

    List<Member> stopped = load.slow();
    stopped.forEach(member -> load.reading(member, false));
    Phase during = shown(load.phase(slow + " of " + members + " do not read", seconds));

    List<Member> back = stopped.subList(0, slow / 2);
    back.forEach(member -> load.reading(member, true));
    Phase returning = shown(load.phase(back.size() + " of them read again", seconds));
    long head = load.head();
    boolean settled = load.await(() -> back.stream().allMatch(m -> done(m, head)), RECOVERY_MS_MAX);

    // What does not read for longer than a write may take is cut: it sees so when it reads on.
    List<Member> gone = stopped.subList(slow / 2, slow);
    TimeUnit.MILLISECONDS.sleep(Math.max(0, writeTimeoutMs - 1_000L * seconds) + 5_000L);
    gone.forEach(member -> load.reading(member, true));
    boolean cut = load.await(() -> gone.stream().allMatch(Member::ended), RECOVERY_MS_MAX);

    try (Tricklers strangers = strangers(server, tokens)) {
      Phase trickling = shown(load.phase(tricklers + " trickle a byte a second", seconds));
      ratios(before, List.of(during, returning, trickling));
      judge(verdict, load, before, List.of(during, returning, trickling));
      fates("came back", back, head);
      fates("never came back", gone, head);
      verdict.rule(settled, "who came back caught up or was closed");
      verdict.rule(cut, "who never came back was closed");
      verdict.rule(
          stopped.stream().allMatch(m -> m.outOfOrder() == 0),
          "nobody slow saw a gap or a wrong order");
      for (Tricklers.Where where : Tricklers.Where.values()) {
        System.out.printf(
            "trickling in %s: %d, cut so far %d%n",
            where, strangers.count(where), strangers.ended(where));
      }
    }
    return verdict.exitCode();
  }

  private static boolean done(Member member, long head) {
    return member.ended() || member.last() >= head;
  }

  private static Phase shown(Phase phase) {
    System.out.println(phase.line());
    return phase;
  }

  private Tricklers strangers(ServerProcess server, List<String> tokens) throws IOException {
    Tricklers strangers = new Tricklers();
    Tricklers.Where[] kinds = Tricklers.Where.values();
    for (int i = 0; i < tricklers; i++) {
      strangers.add(kinds[i % kinds.length], server.port(), tokens.get(i % USERS));
    }
    strangers.start();
    return strangers;
  }

  private static void ratios(Phase before, List<Phase> later) {
    for (Phase phase : later) {
      System.out.printf("p99 of %s: %.2f times%n", phase.name(), phase.p99Ms() / before.p99Ms());
    }
  }

  private void judge(Verdict verdict, Load load, Phase before, List<Phase> later) {
    verdict.rule(
        load.good().stream().noneMatch(Member::ended), "no member that reads lost its connection");
    verdict.rule(
        load.good().stream().allMatch(m -> m.outOfOrder() == 0),
        "no member that reads saw a gap or a wrong order");
    for (Phase phase : later) {
      verdict.rule(
          phase.delivered() == phase.expected(),
          "%s: %,d of %,d delivered".formatted(phase.name(), phase.delivered(), phase.expected()));
      verdict.rule(
          phase.liveBytes() - before.liveBytes() <= (long) heapMb << 20,
          "%s: live heap grew by at most %d MB".formatted(phase.name(), heapMb));
    }
  }

  private static void fates(String who, List<Member> members, long head) {
    System.out.printf(
        "%s: %d; caught up %d, closed with 4408 %d, cut %d%n",
        who,
        members.size(),
        members.stream().filter(m -> !m.ended() && m.last() >= head).count(),
        members.stream().filter(m -> m.closeCode() == 4408).count(),
        members.stream().filter(m -> m.ended() && m.closeCode() == Member.NO_CODE).count());
  }
}
