package heliograph.websocket.protocol;

import heliograph.domain.message.ServerFrame;
import java.util.Arrays;

/**
 * One way to write the client protocol down, as negotiated by subprotocol. Stateless; any number of
 * threads may use one at a time.
 */
public sealed interface WireFormat permits JsonFormat, CborFormat {

  /** Returns the format of text frames: JSON. */
  static WireFormat json() {
    return JsonFormat.INSTANCE;
  }

  /** Returns the format of binary frames: CBOR. */
  static WireFormat cbor() {
    return CborFormat.INSTANCE;
  }

  /** Returns the name that negotiates it, such as {@code heliograph.v1.json}. */
  String subprotocol();

  /** Returns whether its frames are binary ones, in both directions. */
  boolean binary();

  /**
   * Reads one client frame. Never throws, whatever the bytes are, and allocates no more than a
   * small multiple of {@code length}. What it returns shares no memory with {@code buf}.
   *
   * @param dataBytesMax the longest form in JSON of data that came as CBOR, where it may be eight
   *     times as long; inclusive. Not for byte strings, which grow by a third, nor for JSON
   * @throws IndexOutOfBoundsException if the range is not within {@code buf}
   */
  Decoded decode(byte[] buf, int offset, int length, int dataBytesMax);

  /**
   * Writes one server frame into an array of exactly its size. Data in the log that is not what its
   * type says goes out as plain bytes, so that the frame around it stays readable.
   */
  default byte[] encode(ServerFrame frame) {
    return encode(frame, new Scratch(), Arrays::copyOfRange);
  }

  /**
   * Writes one server frame as the other method does, and returns it within what carries it.
   *
   * @param scratch what it is written in first; of no use to anybody else meanwhile
   */
  byte[] encode(ServerFrame frame, Scratch scratch, Framing framing);

  /** Puts a payload into what carries it. */
  @FunctionalInterface
  interface Framing {
    /** Returns an array of its own with the payload {@code buf[off, end)}, which it copies. */
    byte[] frame(byte[] buf, int off, int end);
  }
}
