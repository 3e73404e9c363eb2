package heliograph.bench.peers;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * What is published: a stamp of when it was due, then words; ASCII without quotes, so that it is
 * the same bytes in every protocol.
 */
final class Payload {
  /** The mark and 16 digits. */
  static final int STAMP_BYTES = 17;

  private static final byte MARK = 'T';
  private static final int BODIES = 64;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final byte[][] bodies = new byte[BODIES][];
  private int next;

  /**
   * Makes bodies of {@code bytes}, some of them, as equal ones would be too easy to compress.
   *
   * @param bytes at least {@link #STAMP_BYTES}
   */
  Payload(int bytes) {
    Random random = new Random(7);
    for (int i = 0; i < BODIES; i++) {
      bodies[i] = body(bytes, random);
    }
  }

  /** Words of a vocabulary of 600 and numbers: deflate makes about 45 % of 2 KB of it. */
  private static byte[] body(int bytes, Random random) {
    StringBuilder text = new StringBuilder("T0000000000000000 ");
    while (text.length() < bytes) {
      int word = (int) Math.abs(random.nextGaussian() * 200);
      Random letters = new Random(word);
      for (int i = 0; i < 3 + word % 6; i++) {
        text.append((char) ('a' + letters.nextInt(26)));
      }
      text.append(word % 5 == 0 ? ":" + random.nextInt(100_000) + "," : " ");
    }
    return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the next payload, stamped; it is overwritten some calls later. */
  byte[] stamped(long nanos) {
    byte[] body = bodies[next++ % BODIES];
    for (int i = 0; i < 16; i++) {
      body[1 + i] = DIGITS[(int) (nanos >>> (60 - 4 * i)) & 15];
    }
    return body;
  }

  /** Returns the stamp at {@code off}. */
  static long stamp(byte[] bytes, int off) {
    if (bytes[off] != MARK) {
      throw new IllegalStateException("no stamp where one was expected");
    }
    long nanos = 0;
    for (int i = off + 1; i < off + STAMP_BYTES; i++) {
      int digit = bytes[i];
      nanos = nanos << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return nanos;
  }
}
