package heliograph.bench.check;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes what is needed to find the cause of violations to a file. */
final class Histories {
  private static final int VIOLATIONS_MAX = 10_000;

  private Histories() {}

  static void write(Path file, Outcome outcome) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      out.println(outcome.plan());
      outcome.lines().forEach(out::println);
      outcome.violations().stream().limit(VIOLATIONS_MAX).forEach(out::println);
      Map<String, Map<Integer, Publish>> byRoom =
          outcome.publishes().stream()
              .collect(
                  Collectors.groupingBy(
                      Publish::room, Collectors.toMap(Publish::id, publish -> publish)));
      for (String room :
          new TreeSet<>(outcome.violations().stream().map(Violation::room).toList())) {
        out.printf("%nroom %s%n", room);
        byRoom.getOrDefault(room, Map.of()).values().forEach(out::println);
        List<String> clients =
            outcome.violations().stream()
                .filter(v -> v.room().equals(room) && v.client() != null)
                .map(Violation::client)
                .distinct()
                .toList();
        outcome.stays().stream()
            .filter(s -> s.room().equals(room))
            // One more, to compare with.
            .filter(s -> clients.contains(s.client()) || s == first(outcome, room))
            .forEach(s -> write(out, s));
      }
    }
  }

  private static Stay first(Outcome outcome, String room) {
    return outcome.stays().stream().filter(s -> s.room().equals(room)).findFirst().orElse(null);
  }

  private static void write(PrintWriter out, Stay stay) {
    out.printf("%s after %d:", stay.client(), stay.after());
    int connection = 0;
    for (Delivery delivery : stay.deliveries()) {
      if (delivery.connection() != connection) {
        connection = delivery.connection();
        out.printf("%n  connection %d:", connection);
      }
      out.printf(
          " %d@%d%s", delivery.payload(), delivery.position(), delivery.redelivered() ? "r" : "");
    }
    out.println();
  }
}
