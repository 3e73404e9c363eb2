package heliograph.websocket.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sees to it that a stalled socket holds up nobody but itself: the rest of its worker's chunk is
 * given to another, and a write that does not end is ended. Workers come and go on their own
 * threads; {@link #check} is called by the sweeper.
 */
final class StallWatch {
  /** What the sweeper knows of a worker. */
  static final class Mark {
    private int turn;
    private Connection connection;
    private int sinceMs;
    private boolean relieved;
  }

  /** How long a write may take until others are kept from waiting for it. */
  static final int STALL_MS = 5;

  private final int writeTimeoutMs;
  private final Consumer<Chunk> relief;
  private final Set<WriteWorker> active = ConcurrentHashMap.newKeySet();

  /** The sweeper's thread while it sleeps for longer than {@link #STALL_MS}, else null. */
  private volatile Thread sleeper;

  /**
   * Watches nobody yet.
   *
   * @param writeTimeoutMs how long one socket write may take until the socket is closed
   * @param relief starts another worker on a chunk
   */
  StallWatch(int writeTimeoutMs, Consumer<Chunk> relief) {
    this.writeTimeoutMs = writeTimeoutMs;
    this.relief = relief;
  }

  void add(WriteWorker worker) {
    active.add(worker);
    Thread asleep = sleeper;
    if (asleep != null) {
      sleeper = null;
      LockSupport.unpark(asleep);
    }
  }

  void remove(WriteWorker worker) {
    active.remove(worker);
  }

  /** Starts another worker on what one has left. */
  void relieve(Chunk chunk) {
    relief.accept(chunk);
  }

  /** Looks at every worker once. */
  void check(int nowMs) {
    for (WriteWorker worker : active) {
      Connection connection = worker.current();
      Mark mark = worker.mark();
      int turn = worker.turn();
      if (connection == null || connection != mark.connection || turn != mark.turn) {
        mark.connection = connection;
        mark.turn = turn;
        mark.sinceMs = nowMs;
        mark.relieved = false;
      } else if (nowMs - mark.sinceMs >= STALL_MS) {
        stalled(worker, mark, nowMs - mark.sinceMs);
      }
    }
  }

  private void stalled(WriteWorker worker, Mark mark, int forMs) {
    mark.connection.outbound().slow(true);
    if (!mark.relieved && worker.chunk().hasMore()) {
      mark.relieved = true;
      relieve(worker.chunk());
    }
    if (forMs >= writeTimeoutMs) {
      mark.connection.cutStalled();
    }
  }

  /** Sleeps for a time; much shorter while anybody writes, or begins to. */
  void sleep(int ms) {
    sleeper = Thread.currentThread();
    // A worker that came before it could see the sleeper is seen here.
    int until = active.isEmpty() ? ms : Math.min(ms, STALL_MS);
    if (until < ms) {
      sleeper = null;
    }
    LockSupport.parkNanos(this, until * 1_000_000L);
    sleeper = null;
  }
}
