package heliograph.websocket.frame;

import java.nio.charset.StandardCharsets;

/**
 * A server's frames as bytes (RFC 6455 §5.2): unmasked, lengths in their shortest form, and never
 * fragmented, since every message is whole before its first byte is written. Stateless.
 */
public final class FrameEncoder {

  /** The longest header there is. */
  public static final int HEADER_BYTES_MAX = 10;

  /** The longest payload of a ping, pong or close frame. */
  public static final int CONTROL_BYTES_MAX = 125;

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int LENGTH_IN_2_BYTES = 126;
  private static final int LENGTH_IN_8_BYTES = 127;
  private static final int REASON_BYTES_MAX = CONTROL_BYTES_MAX - Short.BYTES;

  private FrameEncoder() {}

  /** The size of the header before so much payload: 2, 4 or 10. */
  public static int headerBytes(int payloadBytes) {
    if (payloadBytes < LENGTH_IN_2_BYTES) {
      return 2;
    }
    return payloadBytes <= 0xFFFF ? 4 : 10;
  }

  /**
   * Writes a frame's header.
   *
   * @param opcode any but {@link Opcode#CONTINUATION}
   * @param rsv1 whether the payload is a compressed message (RFC 7692 §6)
   * @return the index after the header's last byte
   */
  public static int writeHeader(
      byte[] dst, int off, Opcode opcode, boolean rsv1, int payloadBytes) {
    if (opcode == Opcode.CONTINUATION || opcode.isControl() && (rsv1 || payloadBytes > 125)) {
      throw new IllegalArgumentException(
          "no such frame: " + opcode + ", rsv1=" + rsv1 + ", " + payloadBytes + " bytes");
    }
    int pos = off;
    dst[pos++] = (byte) (FIN | (rsv1 ? RSV1 : 0) | opcode.code());
    switch (headerBytes(payloadBytes)) {
      case 2 -> dst[pos++] = (byte) payloadBytes;
      case 4 -> {
        dst[pos++] = LENGTH_IN_2_BYTES;
        pos = writeBigEndian(dst, pos, payloadBytes, Short.BYTES);
      }
      default -> {
        dst[pos++] = LENGTH_IN_8_BYTES;
        pos = writeBigEndian(dst, pos, payloadBytes, Long.BYTES);
      }
    }
    return pos;
  }

  /** A whole frame in an array of its own. */
  public static byte[] frame(Opcode opcode, boolean rsv1, byte[] payload, int off, int len) {
    byte[] frame = new byte[headerBytes(len) + len];
    int pos = writeHeader(frame, 0, opcode, rsv1, len);
    System.arraycopy(payload, off, frame, pos, len);
    return frame;
  }

  /** A ping with up to 125 bytes, which the peer's pong will repeat. */
  public static byte[] ping(byte[] payload, int off, int len) {
    return frame(Opcode.PING, false, payload, off, len);
  }

  /** A pong with the bytes of the ping it answers, up to 125. */
  public static byte[] pong(byte[] payload, int off, int len) {
    return frame(Opcode.PONG, false, payload, off, len);
  }

  /** A close frame without a code: the answer to one without a code. */
  public static byte[] close() {
    return frame(Opcode.CLOSE, false, new byte[0], 0, 0);
  }

  /**
   * A close frame.
   *
   * @param code one that {@link CloseCode#isOnWire} allows
   * @param reason any text, possibly empty; what exceeds 123 bytes in UTF-8 is cut off, between
   *     characters
   */
  public static byte[] close(int code, String reason) {
    if (!CloseCode.isOnWire(code)) {
      throw new IllegalArgumentException("no code for a close frame: " + code);
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    int kept = Math.min(text.length, REASON_BYTES_MAX);
    while (kept < text.length && isContinuationByte(text[kept])) {
      kept--;
    }
    byte[] payload = new byte[Short.BYTES + kept];
    writeBigEndian(payload, 0, code, Short.BYTES);
    System.arraycopy(text, 0, payload, Short.BYTES, kept);
    return frame(Opcode.CLOSE, false, payload, 0, payload.length);
  }

  private static boolean isContinuationByte(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static int writeBigEndian(byte[] dst, int off, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      dst[off + i] = (byte) (value >>> 8 * (bytes - 1 - i));
    }
    return off + bytes;
  }
}
