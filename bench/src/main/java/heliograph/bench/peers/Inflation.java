package heliograph.bench.peers;

import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One connection's permessage-deflate (RFC 7692), reading side.
 *
 * <p>To inflate everything would make the load generator the bottleneck: most connections only
 * count compressed frames once they have joined, and one in some inflates them all.
 */
final class Inflation {
  /** A compressed frame of so many bytes is a delivery; smaller ones are answers and the like. */
  static final int DELIVERY_BYTES_MIN = 200;

  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int INFLATED_BYTES_MAX = 1 << 20;

  /** One for all: there is one reading thread. */
  private static final byte[] OUTPUT = new byte[INFLATED_BYTES_MAX];

  private final boolean skips;
  private Inflater inflater;
  private boolean keepsContext = true;

  Inflation(boolean skips) {
    this.skips = skips;
  }

  /** Whether frames are only counted here, from the join on. */
  boolean skips() {
    return skips;
  }

  /** Takes what the server answered. */
  void agreed(String head) {
    String answer = head.toLowerCase(Locale.ROOT);
    keepsContext = !answer.contains("server_no_context_takeover");
  }

  /** Inflates into {@link #bytes}; returns how many. */
  int inflate(byte[] bytes, int off, int len) throws DataFormatException {
    if (inflater == null) {
      inflater = new Inflater(true);
    } else if (!keepsContext) {
      inflater.reset();
    }
    inflater.setInput(bytes, off, len);
    int length = inflater.inflate(OUTPUT);
    inflater.setInput(TAIL);
    return length + inflater.inflate(OUTPUT, length, INFLATED_BYTES_MAX - length);
  }

  byte[] bytes() {
    return OUTPUT;
  }

  void end() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
