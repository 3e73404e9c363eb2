package heliograph.kafka;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A room's name as it stands in a record's key: bytes that are compared without becoming a string.
 *
 * <p>Either made once and for all by {@link #of}, or a probe that one thread sets to one record's
 * key after the other; a probe must not be stored.
 */
final class RoomKey implements Comparable<RoomKey> {
  private byte[] bytes = {};
  private int from;
  private int to;
  private int hash;

  static RoomKey of(byte[] bytes) {
    RoomKey key = new RoomKey();
    key.set(bytes, 0, bytes.length);
    return key;
  }

  /** Sets this probe; the buffer stays as it is. */
  RoomKey at(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      int start = buffer.arrayOffset() + buffer.position();
      set(buffer.array(), start, start + buffer.remaining());
    } else {
      byte[] copy = Bytes.of(buffer);
      set(copy, 0, copy.length);
    }
    return this;
  }

  private void set(byte[] newBytes, int newFrom, int newTo) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
    int h = 1;
    for (int i = newFrom; i < newTo; i++) {
      h = 31 * h + newBytes[i];
    }
    hash = h;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoomKey that
        && hash == that.hash
        && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
  }

  /** Clients choose room names, so equal hashes must not make a map slow: it sorts such keys. */
  @Override
  public int compareTo(RoomKey that) {
    return Arrays.compare(bytes, from, to, that.bytes, that.from, that.to);
  }
}
