package heliograph.websocket.socket;

import java.nio.ByteBuffer;

/** What TLS records are made in, by one thread for one socket after the other. Not thread-safe. */
public final class WriteBuffer {
  private final int bytes;

  /** Null until it is needed: there is TLS or there is not. */
  private ByteBuffer records;

  /** A buffer for {@code bytes} of records: one with everything around it, or more. */
  public WriteBuffer(int bytes) {
    this.bytes = bytes;
  }

  ByteBuffer records() {
    if (records == null) {
      records = ByteBuffer.allocate(bytes);
    }
    return records.clear();
  }
}
