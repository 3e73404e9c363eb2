package heliograph.websocket.socket;

import java.nio.ByteBuffer;

/** What sockets are read with, by one thread from one after the other. Not thread-safe. */
public final class ReadBuffers {
  /** Room for a few TLS records, each of which has 16 KB and some at most (RFC 8446 §5.2). */
  private static final int RECORDS_BYTES = 40 << 10;

  private final ByteBuffer plain;
  private final int recordsBytes;

  /** Null until it is needed: there is TLS or there is not. */
  private ByteBuffer records;

  /**
   * Makes buffers.
   *
   * @param bytes what is read at most in one go; a TLS record's worth or more where there is TLS
   */
  public ReadBuffers(int bytes) {
    this(bytes, RECORDS_BYTES);
  }

  /** The same with room for {@code recordsBytes} of TLS records: one, or more. */
  ReadBuffers(int bytes, int recordsBytes) {
    plain = ByteBuffer.allocate(bytes);
    this.recordsBytes = recordsBytes;
  }

  /** Returns what was received, from the array's start on; valid until the next time. */
  public byte[] bytes() {
    return plain.array();
  }

  ByteBuffer plain() {
    return plain;
  }

  ByteBuffer records() {
    if (records == null) {
      records = ByteBuffer.allocate(recordsBytes);
    }
    return records;
  }
}
