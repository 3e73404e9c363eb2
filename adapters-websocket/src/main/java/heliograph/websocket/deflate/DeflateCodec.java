package heliograph.websocket.deflate;

import java.util.Arrays;
import java.util.zip.Deflater;

/** A Deflater with a buffer to write to. */
final class DeflateCodec implements Codec {

  /** Holds nearly every compressed message; a larger one gets an array of its own. */
  private static final int BUFFER_BYTES = 8 * 1024;

  /** What a flushed stream ends with, and a frame leaves out (RFC 7692 §7.2.1). */
  private static final int TAIL_BYTES = 4;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Deflater deflater;

  DeflateCodec(int level) {
    deflater = new Deflater(level, true);
  }

  byte[] compress(byte[] message, int off, int len) {
    if (len == 0) {
      // The one-byte form of an empty message (§7.2.3.6).
      return new byte[1];
    }
    deflater.setInput(message, off, len);
    byte[] out = buffer;
    int size = 0;
    while (true) {
      size += deflater.deflate(out, size, out.length - size, Deflater.SYNC_FLUSH);
      if (size < out.length) {
        return Arrays.copyOf(out, size - TAIL_BYTES);
      }
      out = Arrays.copyOf(out, Math.multiplyExact(out.length, 2));
    }
  }

  @Override
  public void reset() {
    deflater.reset();
  }

  @Override
  public void end() {
    deflater.end();
  }
}
