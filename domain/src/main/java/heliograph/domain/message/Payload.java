package heliograph.domain.message;

import java.util.Arrays;

/**
 * A message's data, exactly as it stands in the log; the domain never looks inside.
 *
 * <p>Immutable by agreement: nobody writes to {@code bytes} after construction.
 *
 * @param type how the bytes are to be read
 * @param bytes the data; never null
 */
public record Payload(Type type, byte[] bytes) {
  /** How a log record's value is to be read. */
  public enum Type {
    /** One JSON value in UTF-8; the usual case, and what any consumer of the log can read. */
    JSON,
    /** Bytes without a structure: base64 in JSON rooms, a byte string in CBOR. */
    BYTES,
    /** One CBOR item that has no faithful JSON form (byte strings inside, non-finite numbers…). */
    CBOR
  }

  /** Returns the size of the data in bytes. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload p && type == p.type && Arrays.equals(bytes, p.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return type + "[" + bytes.length + "]";
  }
}
