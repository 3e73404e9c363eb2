package heliograph.websocket.frame;

import java.util.Arrays;

/**
 * A message of which not all has come: its bytes so far. There is one only from a message's first
 * part to its last, so that a connection between messages holds none.
 *
 * <p>The buffer at most doubles with what really arrived, whatever length a frame announced.
 */
final class PartialMessage {

  /**
   * Frames without payload that a message may have: a bound, since the bound on a message's bytes
   * does not count them.
   */
  static final int EMPTY_FRAGMENTS_MAX = 64;

  private static final int FIRST_BYTES_MIN = 256;

  private final boolean text;
  private final boolean compressed;
  private byte[] bytes = new byte[0];
  private int size;
  private int utf8State = Utf8Validator.ACCEPT;
  private int emptyFragments;

  PartialMessage(boolean text, boolean compressed) {
    this.text = text;
    this.compressed = compressed;
  }

  boolean isText() {
    return text;
  }

  boolean isCompressed() {
    return compressed;
  }

  /** The buffer; {@link #size} bytes of it are the message. */
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /**
   * Adds what came, and refuses text at its first impossible byte.
   *
   * @param sizeMax what the message cannot exceed, as far as is known by now: no byte more is taken
   */
  void append(byte[] buf, int off, int len, int sizeMax) throws ProtocolViolation {
    if (text && !compressed) {
      utf8State = Utf8Validator.advance(utf8State, buf, off, len);
      if (utf8State == Utf8Validator.REJECT) {
        throw FrameDecoder.invalidText();
      }
    }
    int needed = size + len;
    if (needed > bytes.length) {
      int roomy = (int) Math.max(2L * bytes.length, FIRST_BYTES_MIN);
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(roomy, sizeMax)));
    }
    System.arraycopy(buf, off, bytes, size, len);
    size = needed;
  }

  /** Counts a frame that ended without having brought a byte. */
  void emptyFragment() throws ProtocolViolation {
    if (++emptyFragments > EMPTY_FRAGMENTS_MAX) {
      throw new ProtocolViolation(
          CloseCode.POLICY_VIOLATION,
          "more than " + EMPTY_FRAGMENTS_MAX + " empty fragments in a message");
    }
  }

  /** Refuses text that ends within a character. */
  void end() throws ProtocolViolation {
    if (utf8State != Utf8Validator.ACCEPT) {
      throw FrameDecoder.invalidText();
    }
  }
}
