package heliograph.bench.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What came of a run.
 *
 * @param faults that the run itself had: clients that did not get all in time and the like; each of
 *     them fails it as a violation does
 * @param gaps of each client its longest time between two messages, in milliseconds
 * @param latency from a publish to each first receipt, in microseconds
 */
record Outcome(
    CheckPlan plan,
    List<Violation> violations,
    List<String> faults,
    List<String> timeline,
    Collection<Publish> publishes,
    List<Stay> stays,
    long repeated,
    Tally tally,
    Histogram gaps,
    Histogram latency) {

  boolean isClean() {
    return violations.isEmpty() && faults.isEmpty();
  }

  /** Returns the report for a person. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!timeline.isEmpty()) {
      lines.add("faults:");
      timeline.forEach(line -> lines.add("  " + line));
    }
    counts()
        .forEach((name, count) -> lines.add(row(name, String.format(Locale.ROOT, "%,d", count))));
    lines.add(row("longest gap between two messages", spread(gaps, 1)));
    lines.add(row("publish to receipt", spread(latency, 1_000)));
    lines.add(row("without a connection", spread(tally.away(), 1_000)));
    lines.add(row("connections ended by", words(tally.cuts())));
    lines.add(row("errors", words(tally.errors())));
    faults.forEach(fault -> lines.add("FAULT: " + fault));
    Map<Violation.Kind, Long> kinds =
        violations.stream().collect(Collectors.groupingBy(Violation::kind, Collectors.counting()));
    kinds.forEach((kind, count) -> lines.add("VIOLATION: " + kind + ", " + count + " times"));
    lines.add(
        isClean()
            ? "verdict: every answered publish once to every member, in one order"
            : "verdict: VIOLATED (seed " + plan.seed() + ")");
    return lines;
  }

  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("published", (long) publishes.size());
    counts.put("answered", publishes.stream().filter(Publish::answered).count());
    counts.put("refused", publishes.stream().filter(Publish::refused).count());
    counts.put("unanswered", publishes.stream().filter(p -> !p.answered() && !p.refused()).count());
    counts.put("delivered", stays.stream().mapToLong(s -> s.deliveries().size()).sum());
    counts.put("of these sent again", repeated);
    counts.put("resumes", (long) tally.resumes());
    counts.put("new sessions after a drop", (long) tally.newSessions());
    counts.put("joins from an own position", (long) tally.rejoins());
    counts.put("violations", (long) violations.size());
    return counts;
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-34s %s", name, value);
  }

  private static String spread(Histogram h, double unit) {
    if (h.getTotalCount() == 0) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "p50 %,.1f ms, p99 %,.1f ms, max %,.1f ms",
        h.getValueAtPercentile(50) / unit,
        h.getValueAtPercentile(99) / unit,
        h.getMaxValue() / unit);
  }

  private static String words(Map<String, Integer> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(e -> e.getKey() + " " + e.getValue())
            .collect(Collectors.joining(", "));
  }
}
