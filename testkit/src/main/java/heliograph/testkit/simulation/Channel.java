package heliograph.testkit.simulation;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * A way on which things arrive late, but in the order in which they were sent. It can be held up,
 * when all waits until it is let go, and cut, when all is lost that has not arrived.
 */
final class Channel {
  private final Timeline time;
  private final LongSupplier delayMs;
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private long lastAtMs;
  private boolean holding;
  private boolean cut;

  Channel(Timeline time, LongSupplier delayMs) {
    this.time = time;
    this.delayMs = delayMs;
  }

  /** Has {@code arrival} run when it arrives. */
  void send(Runnable arrival) {
    lastAtMs = Math.max(lastAtMs, time.nowMs() + delayMs.getAsLong());
    time.at(lastAtMs, () -> arrive(arrival));
  }

  void hold() {
    holding = true;
  }

  void letGo() {
    holding = false;
    while (!holding && !cut && !held.isEmpty()) {
      held.removeFirst().run();
    }
  }

  void cut() {
    cut = true;
    held.clear();
  }

  boolean isCut() {
    return cut;
  }

  private void arrive(Runnable arrival) {
    if (cut) {
      return;
    }
    if (holding || !held.isEmpty()) {
      held.addLast(arrival);
    } else {
      arrival.run();
    }
  }
}
