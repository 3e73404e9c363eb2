package heliograph.bench.check;

/**
 * One message as a client got it.
 *
 * @param payload the {@link Publish}'s id; -1 for what none of the run's publishers wrote
 * @param connection of the client it came on, counted from 1
 * @param redelivered whether it was marked so
 */
record Delivery(int payload, long position, int connection, boolean redelivered) {}
