package heliograph.conformance.fuzz;

import java.util.Random;

/** Something that reads bytes, and what must hold for all that it may be given. Thread-safe. */
interface Target {
  String name();

  /** Makes an input, often close to a valid one. */
  byte[] input(Random random);

  /** Runs an input; throws anything where what must hold does not. */
  void check(byte[] input);

  /** Fails a check. */
  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
