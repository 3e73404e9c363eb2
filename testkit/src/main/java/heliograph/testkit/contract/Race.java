package heliograph.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts several actions at one moment, each on a thread of its own, and waits for their ends. */
final class Race {
  private Race() {}

  static void run(Runnable... runners) {
    CountDownLatch start = new CountDownLatch(1);
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Runnable runner : runners) {
      threads.add(Thread.ofVirtual().start(() -> runAfter(start, runner, failures)));
    }
    start.countDown();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new AssertionError("a runner failed", failures.getFirst());
      }
    }
  }

  private static void runAfter(CountDownLatch start, Runnable runner, List<Throwable> failures) {
    try {
      start.await();
      runner.run();
    } catch (Throwable e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }
}
