package heliograph.testkit.simulation;

/** Ends a run: an invariant does not hold. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Invariant invariant;

  Violation(Invariant invariant, String what) {
    super(what);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
