package heliograph.websocket.connection;

import heliograph.websocket.frame.ProtocolViolation;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where one connection's messages go while its handler may have to wait: a virtual thread that
 * takes them in order. Nothing is read from the socket meanwhile, so it holds what one read took,
 * at most. Made by the connection's loop, which alone adds to it.
 */
final class SlowLane implements Runnable {
  private static final System.Logger LOG = System.getLogger(SlowLane.class.getName());

  /** Something to be done that may block. */
  interface Step {
    void take() throws ProtocolViolation, InterruptedException;
  }

  private final Connection connection;
  private final ConcurrentLinkedQueue<Step> steps = new ConcurrentLinkedQueue<>();

  SlowLane(Connection connection) {
    this.connection = connection;
  }

  void add(Step step) {
    steps.add(step);
  }

  boolean isEmpty() {
    return steps.isEmpty();
  }

  /** Takes the steps there are, on a thread of its own; then the connection hears of it. */
  void start() {
    Thread.startVirtualThread(this);
  }

  @Override
  public void run() {
    connection.handlesOn(Thread.currentThread());
    try {
      for (Step step = steps.poll(); step != null; step = steps.poll()) {
        if (!connection.isCut()) {
          step.take();
        }
      }
    } catch (ProtocolViolation e) {
      connection.violated(e);
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, () -> "connection " + connection.correlationId() + " was cut");
    } catch (RuntimeException e) {
      connection.failed(e);
    } finally {
      connection.handlesOn(null);
      connection.loop().execute(connection::laneEnded);
    }
  }
}
