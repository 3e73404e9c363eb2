package heliograph.websocket.connection;

import heliograph.websocket.socket.ClientSocket;
import heliograph.websocket.socket.ReadBuffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that reads from and writes to its connections' sockets, none of which makes it wait.
 * {@link #execute} is for any thread.
 */
final class IoLoop implements Runnable {
  private static final System.Logger LOG = System.getLogger(IoLoop.class.getName());

  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  /** What is read from one socket before the others have their turn. */
  private static final int READ_BYTES_MAX = 64 << 10;

  /** Tasks done before sockets have their turn. */
  private static final int TASKS_MAX = 256;

  /** Glances in a row before the next look, for loops that always have something to do. */
  private static final int GLANCES_MAX = 64;

  /** How long a loop that is stopped waits for the last of its connections. */
  private static final long LAST_MS = 1_000;

  private final Selector selector;
  private final Writer writer;
  private final MessageHandler handler;
  private final BooleanSupplier allEnded;
  private final ReadBuffers buffers = new ReadBuffers(READ_BYTES_MAX);
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private final Coalescing coalescing;

  /** Whether the hub goes on as soon as what it had written last is. */
  private boolean goesOn;

  /** Glances since the last look. */
  private int glances;

  /** Whether a task must wake it. */
  private volatile boolean asleep;

  private volatile boolean stopped;

  /**
   * Makes a loop.
   *
   * @param coalesceNanos see {@link Coalescing}
   * @param allEnded whether there are no connections, and so nothing to do
   */
  IoLoop(
      String name,
      Writer writer,
      MessageHandler handler,
      long coalesceNanos,
      BooleanSupplier allEnded) {
    this.writer = writer;
    this.handler = handler;
    this.allEnded = allEnded;
    this.coalescing = new Coalescing(coalesceNanos, System.nanoTime(), new Done(writer));
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
  }

  /** What this thread has done, asked for by itself. */
  private record Done(Writer writer) implements Coalescing.Work {
    @Override
    public long cpuNanos() {
      return CPU.getCurrentThreadCpuTime();
    }

    @Override
    public long writes() {
      return writer.writes();
    }

    @Override
    public long frames() {
      return writer.frames();
    }
  }

  void start() {
    thread.start();
  }

  /** Ends the loop when the last connection has ended, or soon; waits for it. */
  void stop() {
    stopped = true;
    selector.wakeup();
    try {
      thread.join(2 * LAST_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the caller is the loop itself. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Does something on the loop's thread, soon; the order of one thread's tasks is kept. */
  void execute(Runnable task) {
    tasks.add(task);
    lookSoon();
  }

  /** Returns whether its looks are drawn apart, see {@link Coalescing}. For any thread. */
  boolean looksApart() {
    return looksApartNanos() > 0 && !stopped;
  }

  /** Returns by how much, in nanoseconds; 0 for not at all. For any thread. */
  long looksApartNanos() {
    return coalescing.apartNanos();
  }

  /** Has it call {@link MessageHandler#flush} at its next look. For any thread. */
  void lookSoon() {
    if (asleep) {
      // So that not all who come before it runs do so too.
      asleep = false;
      selector.wakeup();
    }
  }

  /** Returns the loop's writer, for its own thread. */
  Writer writer() {
    return writer;
  }

  /** Returns what its connections are read with, for its own thread. */
  ReadBuffers buffers() {
    return buffers;
  }

  /** Watches a socket, for nothing yet. For its own thread. */
  SelectionKey register(ClientSocket socket, LoopSide side) throws IOException {
    return socket.selectable().register(selector, 0, side);
  }

  @Override
  public void run() {
    long endNs = 0;
    while (true) {
      try {
        boolean looked = select();
        // Before the tasks, which may be what comes of it.
        boolean more = handler.flush(looked);
        goesOn = more && !tasks.isEmpty();
        doTasks();
        writer.rest();
        if (stopped) {
          long now = System.nanoTime();
          endNs = endNs == 0 ? now + LAST_MS * 1_000_000 : endNs;
          if (allEnded.getAsBoolean() || now - endNs >= 0) {
            selector.close();
            return;
          }
        }
      } catch (IOException | RuntimeException | Error e) {
        // A fault of ours: what sockets throw is caught with their connections.
        LOG.log(Level.WARNING, "an I/O loop failed, and goes on", e);
      }
    }
  }

  /**
   * Finds out which sockets can be read from or written to. Returns whether that was a look, at
   * which it may rest or wait, or a glance between tasks.
   */
  private boolean select() throws IOException {
    boolean more = goesOn || handler.flush(false);
    if ((goesOn || !tasks.isEmpty()) && glances < GLANCES_MAX) {
      glances++;
      selector.selectNow(IoLoop::ready);
      return false;
    }
    glances = 0;
    if (!rest() || selector.selectNow(IoLoop::ready) == 0) {
      await(more);
    }
    return true;
  }

  /** Rests, where that is worth it; returns whether it did. */
  private boolean rest() {
    long now = System.nanoTime();
    long nanos = tasks.isEmpty() ? coalescing.restNanos(now) : 0;
    if (nanos > 0) {
      // Whatever comes meanwhile wakes nobody: it is found in a moment.
      LockSupport.parkNanos(nanos);
      coalescing.looks(System.nanoTime());
    }
    return nanos > 0;
  }

  /** Waits for sockets or tasks, unless there is something to do already. */
  private void await(boolean more) throws IOException {
    asleep = true;
    try {
      if (more || !tasks.isEmpty() || handler.isWaiting()) {
        asleep = false;
        selector.selectNow(IoLoop::ready);
      } else if (stopped) {
        selector.select(IoLoop::ready, LAST_MS / 10);
      } else {
        selector.select(IoLoop::ready);
      }
    } finally {
      asleep = false;
      coalescing.looks(System.nanoTime());
    }
  }

  private void doTasks() {
    Runnable task;
    int done = 0;
    while (done < TASKS_MAX && (task = tasks.poll()) != null) {
      task.run();
      done++;
    }
  }

  private static void ready(SelectionKey key) {
    LoopSide side = (LoopSide) key.attachment();
    try {
      int ready = key.readyOps();
      if ((ready & SelectionKey.OP_WRITE) != 0) {
        side.writable();
      }
      if ((ready & SelectionKey.OP_READ) != 0) {
        side.readable();
      }
    } catch (CancelledKeyException e) {
      // Cut meanwhile: its end is among the tasks.
    } catch (RuntimeException | Error e) {
      side.failed(e);
    }
  }
}
