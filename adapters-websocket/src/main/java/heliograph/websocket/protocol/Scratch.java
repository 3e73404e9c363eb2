package heliograph.websocket.protocol;

/**
 * Where frames are written, one after the other, before each is copied to an array of its own size.
 * What is written in has to be made once then, not for each. For one thread.
 */
public final class Scratch {
  /** A larger array is not kept. */
  static final int KEPT_BYTES_MAX = 64 << 10;

  private byte[] buf = {};

  /** Returns an array of at least so many bytes, the same as before if that is large enough. */
  byte[] atLeast(int bytes) {
    if (bytes > KEPT_BYTES_MAX) {
      return new byte[bytes];
    }
    if (bytes > buf.length) {
      buf = new byte[Math.min(KEPT_BYTES_MAX, Integer.highestOneBit(bytes) * 2)];
    }
    return buf;
  }
}
