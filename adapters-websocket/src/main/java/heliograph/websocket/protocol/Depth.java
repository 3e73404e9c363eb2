package heliograph.websocket.protocol;

/** How deeply arrays, maps and tags may nest; the outermost object is depth 1. */
final class Depth {
  /** Inclusive bound on a client's frame. */
  static final int FRAME_MAX = 64;

  /**
   * Inclusive bound on what is read at all. Above {@link #FRAME_MAX}, so that a frame that is too
   * deep is still read to its end, where its id may stand; and so that data of other producers may
   * be deeper. Bounds the readers' recursion.
   */
  static final int READ_MAX = 512;

  private Depth() {}
}
