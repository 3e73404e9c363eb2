package heliograph.websocket.frame;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much of the heap this thread takes for a piece of work. */
public final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Work that may refuse its input. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private Allocation() {}

  /** Bytes taken by the last of several runs: the first ones load classes and link call sites. */
  public static long bytesOf(Work work) throws Exception {
    long bytes = 0;
    for (int run = 0; run < 5; run++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      work.run();
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    return bytes;
  }
}
