package heliograph.domain.id;

import java.nio.charset.StandardCharsets;

/** A client's own name for one of its requests; comes back in the reply as it was sent. */
public sealed interface RequestId {
  /** Inclusive bound on the UTF-8 length of a textual id. */
  int BYTES_MAX = 64;

  /** An integer id. */
  record Number(long value) implements RequestId {}

  /** A textual id, of 0 to {@link #BYTES_MAX} bytes. */
  record Name(String value) implements RequestId {
    /**
     * Validates the length.
     *
     * @throws IllegalArgumentException if too long
     */
    public Name {
      if (value.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
        throw new IllegalArgumentException("id must be at most " + BYTES_MAX + " bytes");
      }
    }
  }
}
