package heliograph.testkit.simulation;

/**
 * How a client behaves while things go wrong.
 *
 * @param thinkMaxMs longest time between two of its deeds
 * @param readMaxMs longest time it takes to read a write
 * @param ackMaxMs longest time it takes to ack
 * @param acksNever whether it forgets to ack, but for now and then
 * @param restless how likely a deed is to be about its connection
 * @param talkative how likely a deed is a publish
 */
record Habits(
    long thinkMaxMs,
    long readMaxMs,
    long ackMaxMs,
    boolean acksNever,
    double restless,
    double talkative) {

  static Habits of(Chance chance) {
    return new Habits(
        chance.between(20, 400),
        chance.in(0.3) ? 300 : 10,
        chance.in(0.3) ? 900 : 50,
        chance.in(0.15),
        chance.in(0.5) ? 0.08 : 0.01,
        chance.in(0.5) ? 0.6 : 0.2);
  }
}
