package heliograph.bench.peers;

/**
 * How long each part of a measurement takes.
 *
 * @param warmUp seconds at the measured rate, before it is measured
 * @param measured seconds
 * @param saturated seconds at saturation, once unmeasured, once measured
 * @param settled seconds after which an idle server's memory is read
 */
record Pace(double warmUp, double measured, double saturated, int settled) {
  /** Long enough for small figures to be steady. */
  static Pace of(double seconds) {
    return new Pace(Math.max(10, seconds * 0.6), seconds, Math.max(2, seconds / 3), 4);
  }

  /**
   * The same after a load of so many seconds: servers with a compiler at run time go on with it.
   */
  Pace withWarmUp(double seconds) {
    return new Pace(seconds, measured, saturated, settled);
  }

  /** The whole table in a quarter of an hour. */
  static Pace quick() {
    return new Pace(6, 4, 2, 3);
  }
}
