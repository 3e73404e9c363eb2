package heliograph.conformance.fuzz;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Gives each target random inputs in turn until the time is up or one fails. The same seed makes
 * the same inputs, in the same order.
 */
public final class Fuzz {
  private static final String USAGE =
      """
      usage: fuzz [--seconds N] [--seed N]     random inputs; 60 seconds, a new seed
             fuzz --replay TARGET:HEX          one input again
      exit code: 0 nothing failed, 1 something did, 2 usage""";

  /** Above any pause of a busy machine, below what a loop without end takes. */
  private static final long CHECK_MAX_MS = 20_000;

  static final List<Target> TARGETS =
      List.of(new FramesTarget(), new JsonTarget(), new CborTarget());

  /** An input that failed. */
  record Failure(Target target, byte[] input, Throwable cause) {
    @Override
    public String toString() {
      return "%s: %s%n--replay %s:%s"
          .formatted(target.name(), cause, target.name(), HexFormat.of().formatHex(input));
    }
  }

  private final List<Target> targets;
  private final Map<String, Long> runs = new LinkedHashMap<>();

  Fuzz(List<Target> targets) {
    this.targets = targets;
  }

  /** Runs for so long; returns the first failure, null for none. */
  Failure run(long seed, long forMs) {
    Random random = new Random(seed);
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(forMs);
    while (System.nanoTime() < endNs) {
      for (Target target : targets) {
        byte[] input = target.input(random);
        runs.merge(target.name(), 1L, Long::sum);
        Failure failure = check(target, input);
        if (failure != null) {
          return failure;
        }
      }
    }
    return null;
  }

  /** Returns how many inputs each target was given. */
  Map<String, Long> runs() {
    return runs;
  }

  static Failure check(Target target, byte[] input) {
    long startNs = System.nanoTime();
    try {
      target.check(input.clone());
    } catch (RuntimeException | Error e) {
      return new Failure(target, input, e);
    }
    long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    return tookMs <= CHECK_MAX_MS
        ? null
        : new Failure(target, input, new AssertionError("took " + tookMs + " ms"));
  }

  /** Runs as {@code USAGE} says. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    long seconds = 60;
    long seed = System.nanoTime();
    String replay = null;
    try {
      for (int i = 0; i < args.length; i += 2) {
        switch (args[i]) {
          case "--seconds" -> seconds = Long.parseLong(args[i + 1]);
          case "--seed" -> seed = Long.parseLong(args[i + 1]);
          case "--replay" -> replay = args[i + 1];
          default -> throw new IllegalArgumentException();
        }
      }
      return replay != null ? replay(replay) : random(seconds, seed);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      System.err.println(USAGE);
      return 2;
    }
  }

  private static int replay(String what) {
    int colon = what.indexOf(':');
    String name = what.substring(0, colon);
    byte[] input = HexFormat.of().parseHex(what.substring(colon + 1));
    Target target =
        TARGETS.stream()
            .filter(t -> t.name().equals(name))
            .findFirst()
            .orElseThrow(IllegalArgumentException::new);
    return tell(check(target, input));
  }

  private static int random(long seconds, long seed) {
    System.out.println("seed " + seed);
    Fuzz fuzz = new Fuzz(TARGETS);
    Failure failure = fuzz.run(seed, TimeUnit.SECONDS.toMillis(seconds));
    System.out.println("executions " + fuzz.runs());
    return tell(failure);
  }

  private static int tell(Failure failure) {
    System.out.println(failure == null ? "nothing failed" : "FAILED " + failure);
    return failure == null ? 0 : 1;
  }
}
