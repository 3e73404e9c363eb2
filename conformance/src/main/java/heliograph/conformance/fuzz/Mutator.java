package heliograph.conformance.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes a little: flips, drops, doubles, inserts and swaps. */
final class Mutator {
  private static final String TELLING =
      "\"\\{}[],:-0e.\0\u00ff\u00c2\u00ed\u007f\u0080\u009f\u00bf ";

  private Mutator() {}

  static byte[] mutate(byte[] bytes, Random random) {
    byte[] mutated = bytes;
    for (int i = random.nextInt(4); i > 0 && mutated.length > 0; i--) {
      mutated = once(mutated, random);
    }
    return mutated;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(8, bytes.length - at));
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + length);
    out.write(bytes, 0, at);
    int rest = at + (random.nextBoolean() ? length : 0);
    switch (random.nextInt(6)) {
      case 0 -> out.write(bytes[at] ^ 1 << random.nextInt(8));
      case 1 -> out.write(random.nextInt(256));
      case 2 -> out.write(TELLING.charAt(random.nextInt(TELLING.length())));
      case 3 -> out.writeBytes(Arrays.copyOfRange(bytes, at, at + length));
      case 4 -> out.write(bytes, random.nextInt(bytes.length), 1);
      default -> rest = at + length;
    }
    out.write(bytes, rest, bytes.length - rest);
    return out.toByteArray();
  }
}
