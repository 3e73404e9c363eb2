package heliograph.testkit.simulation;

/**
 * What came of a run.
 *
 * @param scenario what was played
 * @param violated the first invariant that did not hold; null if all held
 * @param details what was seen, in words; null if all held
 * @param virtualMs how long it took, in virtual time
 * @param events how much happened
 * @param delivered messages that reached clients, each counted for each client
 * @param fingerprint the same for two runs in which the same happened
 */
public record Report(
    Scenario scenario,
    Invariant violated,
    String details,
    long virtualMs,
    long events,
    long delivered,
    long fingerprint) {

  /** Returns whether all invariants held. */
  public boolean isGood() {
    return violated == null;
  }

  @Override
  public String toString() {
    String verdict = isGood() ? "good" : "VIOLATED " + violated + ": " + details;
    return scenario
        + "\n  "
        + verdict
        + "\n  "
        + events
        + " events, "
        + delivered
        + " deliveries in "
        + virtualMs
        + " virtual ms\n  again: ./heliograph simulate --from "
        + scenario.seed()
        + " --seeds 1 --nodes "
        + scenario.nodes();
  }
}
