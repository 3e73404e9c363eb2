package heliograph.websocket.deflate;

import heliograph.websocket.frame.Decompressor;
import heliograph.websocket.frame.ProtocolViolation;

/**
 * Compresses and inflates messages (RFC 7692 §7.2) for all connections, with codecs of {@code
 * java.util.zip} that are pooled: one costs some 300 KB to write with and 50 KB to read with,
 * mostly outside the heap.
 *
 * <p>Thread-safe. Idle codecs are bounded by the constructor's number; codecs in use by the threads
 * that run at the same time, since none is held across anything that blocks. What exceeds the bound
 * is ended when it comes back, and so is a codec that failed.
 */
public final class DeflateCodecs implements Decompressor, AutoCloseable {

  /**
   * The level that costs least. On varied JSON of 2 KB level 6 took a third more time (43 µs as
   * against 32) for 3 % less output (44 % of the input as against 46 %); at 64 KB three times the
   * time for 16 % less.
   */
  public static final int DEFAULT_LEVEL = 1;

  private final CodecPool<DeflateCodec> deflaters;
  private final CodecPool<InflateCodec> inflaters;

  /**
   * Makes no codec yet.
   *
   * @param idleMax the most idle codecs to keep, of each kind, 0 for none; as many as processors is
   *     enough
   * @param level of compression, 1 (fastest) to 9 (smallest)
   */
  public DeflateCodecs(int idleMax, int level) {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("level must be 1 to 9: " + level);
    }
    deflaters = new CodecPool<>(idleMax, () -> new DeflateCodec(level));
    inflaters = new CodecPool<>(idleMax, InflateCodec::new);
  }

  /**
   * The payload of a frame with RSV1 that carries the message; possibly larger than it. Whether a
   * message is worth it is the caller's choice.
   */
  public byte[] compress(byte[] message, int off, int len) {
    DeflateCodec codec = deflaters.take();
    boolean sound = false;
    try {
      byte[] payload = codec.compress(message, off, len);
      sound = true;
      return payload;
    } finally {
      deflaters.giveBack(codec, sound);
    }
  }

  @Override
  public byte[] inflate(byte[] buf, int off, int len, int inflatedBytesMax)
      throws ProtocolViolation {
    InflateCodec codec = inflaters.take();
    boolean sound = false;
    try {
      byte[] message = codec.inflate(buf, off, len, inflatedBytesMax);
      sound = true;
      return message;
    } finally {
      inflaters.giveBack(codec, sound);
    }
  }

  /**
   * Ends all idle codecs, and from now on each one after its use. Both directions go on working, so
   * that connections may still say goodbye.
   */
  @Override
  public void close() {
    deflaters.close();
    inflaters.close();
  }

  /** The idle codecs, of both kinds. */
  int idle() {
    return deflaters.idle() + inflaters.idle();
  }
}
