package heliograph.websocket.deflate;

/**
 * What a {@link CodecPool} holds: used by one thread at a time, and made of memory off the heap.
 */
interface Codec {

  /** Makes it as good as new; afterwards it refers to nobody's data. */
  void reset();

  /** Frees its memory; it cannot be used afterwards. */
  void end();
}
