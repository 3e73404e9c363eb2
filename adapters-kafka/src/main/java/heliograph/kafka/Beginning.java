package heliograph.kafka;

/**
 * Where a node begins to read a life of the log, by partition.
 *
 * @param from the first position to read: far enough back for the dedupe window
 * @param liveFrom the end when it was asked for: what is below it is past
 */
record Beginning(Life life, long[] from, long[] liveFrom) {}
