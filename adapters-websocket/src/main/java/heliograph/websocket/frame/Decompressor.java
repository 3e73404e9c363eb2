package heliograph.websocket.frame;

/** The way back from a compressed message (RFC 7692 §7.2.2). Implementations are thread-safe. */
@FunctionalInterface
public interface Decompressor {

  /**
   * Inflates one message's payload, which is not changed.
   *
   * @param inflatedBytesMax the largest result, inclusive; memory is taken by what comes out, never
   *     by what could
   * @return the message's bytes, exactly, owned by the caller
   * @throws ProtocolViolation 1007 for what is not a whole deflate stream, 1009 for a result above
   *     the bound
   */
  byte[] inflate(byte[] buf, int off, int len, int inflatedBytesMax) throws ProtocolViolation;
}
