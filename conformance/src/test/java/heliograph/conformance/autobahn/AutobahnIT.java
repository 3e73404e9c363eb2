package heliograph.conformance.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.conformance.EchoServer;
import heliograph.conformance.autobahn.FuzzingClient.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Autobahn's fuzzing client, groups 1 to 7, 9 and 10, against the outcomes that are kept in {@code
 * autobahn/expected.txt}. The client needs minutes for the largest messages of group 9, so that a
 * build does with the others; {@code ./heliograph autobahn} runs all.
 */
class AutobahnIT {
  private static final long TIMEOUT_MS = 30 * 60_000;

  /** Above all that the client is silent for, as it makes a message of 65,536 fragments. */
  private static final int HEARTBEAT_MS = 10 * 60_000;

  @Test
  void everyCaseEndsAsExpected() throws InterruptedException {
    List<String> shares = Boolean.getBoolean("heliograph.autobahn.all") ? Cases.ALL : Cases.BUILD;
    Map<String, String> expected = Cases.expected(shares);
    Map<String, String> verdicts = new TreeMap<>();
    try (EchoServer echo = new EchoServer(0, edit -> edit.heartbeatMs = HEARTBEAT_MS)) {
      verdicts.putAll(run(echo.url(), shares));
      // A second chance, for the cases that count time on a machine that has none left.
      List<String> others =
          verdicts.keySet().stream()
              .filter(id -> !verdicts.get(id).equals(expected.get(id)))
              .toList();
      if (!others.isEmpty()) {
        String again = String.join(",", others);
        System.out.println("Autobahn: a second run of " + again);
        verdicts.putAll(run(echo.url(), List.of(again)));
      }
    }
    System.out.println("Autobahn: " + verdicts.size() + " cases");

    assertThat(differences(expected, verdicts)).isEmpty();
  }

  /** Runs all shares side by side; by the case's id. */
  private static Map<String, String> run(String url, List<String> shares)
      throws InterruptedException {
    List<FuzzingClient> clients = new ArrayList<>();
    try {
      for (String cases : shares) {
        clients.add(new FuzzingClient("share-" + clients.size(), url, cases));
      }
      Map<String, String> verdicts = new TreeMap<>();
      for (FuzzingClient client : clients) {
        for (Outcome outcome : client.await(TIMEOUT_MS)) {
          verdicts.put(outcome.id(), outcome.verdict());
        }
      }
      return verdicts;
    } finally {
      clients.forEach(FuzzingClient::close);
    }
  }

  private static List<String> differences(
      Map<String, String> expected, Map<String, String> verdicts) {
    Map<String, String> all = new TreeMap<>(expected);
    all.putAll(verdicts);
    return all.keySet().stream()
        .filter(id -> !verdicts.getOrDefault(id, "").equals(expected.get(id)))
        .map(
            id ->
                "%s: %s, expected %s"
                    .formatted(
                        id,
                        verdicts.getOrDefault(id, "did not run"),
                        expected.getOrDefault(id, "nothing")))
        .toList();
  }
}
