package heliograph.websocket.socket;

import java.nio.ByteBuffer;

/** What is sent with, by one thread to one socket after the other. Not thread-safe. */
public final class WriteBuffer {
  private final int bytes;

  /** Null until it is needed. */
  private ByteBuffer joined;

  /** Null until it is needed: there is TLS or there is not. */
  private ByteBuffer records;

  /**
   * Makes one.
   *
   * @param bytes what is sent at most in one go; a TLS record's worth or more where there is TLS
   */
  public WriteBuffer(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns where frames are put together for {@link ClientSocket#sendJoined}: outside the heap, as
   * the operating system takes them from there.
   */
  public ByteBuffer joined() {
    if (joined == null) {
      joined = ByteBuffer.allocateDirect(bytes);
    }
    return joined;
  }

  ByteBuffer records() {
    if (records == null) {
      records = ByteBuffer.allocate(bytes);
    }
    return records.clear();
  }
}
