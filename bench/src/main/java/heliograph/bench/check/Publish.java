package heliograph.bench.check;

/**
 * What became of one publish, over all its attempts where it was repeated under its key.
 *
 * @param id unique in the run; it is the message's payload
 * @param position where the answer said it is; -1 without an answer
 * @param refused whether it was refused with the promise that nothing was accepted, and not
 *     repeated
 */
record Publish(int id, String room, long position, boolean refused) {
  boolean answered() {
    return position >= 0;
  }
}
