package heliograph.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A short wait between two looks at something that tells nobody when it changes. */
final class Pause {
  private Pause() {}

  static void ms(long ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }
}
