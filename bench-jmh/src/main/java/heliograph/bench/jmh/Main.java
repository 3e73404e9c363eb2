package heliograph.bench.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs JMH with allocation per operation; takes JMH's own arguments, first of all a pattern. */
public final class Main {
  private Main() {}

  /** Runs the benchmarks whose names match; all without a pattern. {@code -h} lists arguments. */
  public static void main(String[] args) throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("-prof", "gc"));
    org.openjdk.jmh.Main.main(all.toArray(String[]::new));
  }
}
