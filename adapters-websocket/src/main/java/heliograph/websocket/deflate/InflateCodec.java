package heliograph.websocket.deflate;

import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An Inflater with a buffer to write to. */
final class InflateCodec implements Codec {

  /** Holds most messages; a larger one gets an array that doubles with what comes out. */
  private static final int BUFFER_BYTES = 8 * 1024;

  /**
   * An empty last block, behind the tail that frames leave out. It asks for nothing, but only where
   * a block can begin: that it is read as one shows that the message was not cut off.
   */
  private static final byte[] END = {1, 0, 0, (byte) 0xFF, (byte) 0xFF};

  /** What the sender left out (RFC 7692 §7.2.1), then our mark. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF, END[0], 0, 0, END[3], END[4]};

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final Inflater inflater = new Inflater(true);

  byte[] inflate(byte[] payload, int off, int len, int inflatedBytesMax) throws ProtocolViolation {
    if (len == 0) {
      // Strictly an empty message is one byte (§7.2.3.6), but what is meant is clear.
      return new byte[0];
    }
    try {
      return tryInflate(payload, off, len, inflatedBytesMax);
    } catch (DataFormatException _) {
      throw malformed();
    }
  }

  private byte[] tryInflate(byte[] payload, int off, int len, int inflatedBytesMax)
      throws DataFormatException, ProtocolViolation {
    inflater.setInput(payload, off, len);
    boolean inTail = false;
    byte[] out = buffer;
    int size = 0;
    while (true) {
      if (size == out.length) {
        // At most one byte more than allowed, to see whether it would be used.
        out = Arrays.copyOf(out, (int) Math.min(2L * out.length, inflatedBytesMax + 1L));
      }
      size += inflater.inflate(out, size, out.length - size);
      if (size > inflatedBytesMax) {
        throw new ProtocolViolation(
            CloseCode.TOO_BIG, "message inflates to more than " + inflatedBytesMax + " bytes");
      }
      if (inflater.finished()) {
        int rest = inflater.getRemaining();
        if (rest == 0 || inTail && rest == END.length) {
          return Arrays.copyOf(out, size);
        }
        if (inTail) {
          throw malformed();
        }
        // A sender may end blocks with BFINAL and go on behind them (§7.2.3.4).
        inflater.reset();
        inflater.setInput(payload, off + len - rest, rest);
      } else if (inflater.needsInput() && size < out.length) {
        if (inTail) {
          throw malformed();
        }
        inTail = true;
        inflater.setInput(TAIL);
      }
    }
  }

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public void end() {
    inflater.end();
  }

  private static ProtocolViolation malformed() {
    return new ProtocolViolation(CloseCode.INVALID_PAYLOAD, "not a deflate stream");
  }
}
