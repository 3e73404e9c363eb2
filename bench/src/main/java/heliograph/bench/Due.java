package heliograph.bench;

import java.util.concurrent.locks.LockSupport;

/** Waiting for the moment at which something is due, for programs that keep a rate. */
public final class Due {
  private Due() {}

  /**
   * Waits until a moment of {@link System#nanoTime}; not at all for one that has passed, so that
   * what was late is made up for.
   */
  public static void await(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
