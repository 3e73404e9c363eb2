package heliograph.websocket.connection;

import heliograph.websocket.socket.ClientSocket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.Arrays;

/**
 * The loop's side of one connection: what its socket is watched for, what is read, what is left to
 * write, and its end. For the loop's thread alone, but for {@link #post}, {@link #writeSoon} and
 * {@link #unwritten}.
 *
 * <pre>
 * new → begun    begin()
 * begun → ended  nothing handles its messages any more, and it was cut, or the client is heard out
 *                and nothing is left to say to it
 * </pre>
 */
final class LoopSide implements Runnable {
  private static final System.Logger LOG = System.getLogger(LoopSide.class.getName());

  private final Connection connection;
  private final Station station;
  private final IoLoop loop;
  private final ClientSocket socket;
  private final Reader reader;

  /** Null before it has begun, and where it never could. */
  private SelectionKey key;

  private boolean begun;

  /** Whether the handler knows of the connection. */
  private boolean open;

  private boolean heardOut;

  /** Whether a slow lane has the reader. */
  private boolean late;

  /** What the socket did not take, with the claim; null if nothing. */
  private Unwritten unwritten;

  LoopSide(Connection connection, Station station, IoLoop loop, ClientSocket socket) {
    this.connection = connection;
    this.station = station;
    this.loop = loop;
    this.socket = socket;
    this.reader = new Reader(connection, station);
  }

  IoLoop loop() {
    return loop;
  }

  /** Has the loop do something for the connection, in the order of one thread's asking. */
  void post(Runnable step) {
    loop.execute(() -> attempt(step));
  }

  /** Has the loop write what is offered, unless somebody is at it by then. */
  void writeSoon() {
    loop.execute(this);
  }

  /** Writes what is offered. */
  @Override
  public void run() {
    loop.writer().write(connection);
  }

  /** Does something; where that fails, for a fault of ours, only this connection ends. */
  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  void failed(Throwable e) {
    LOG.log(Level.WARNING, "connection " + connection.correlationId() + " failed", e);
    connection.cut();
  }

  /**
   * Begins to read.
   *
   * @param ahead what was received behind the handshake
   * @param opened whether the handler knows of the connection
   */
  void begin(byte[] ahead, boolean opened) {
    begun = true;
    open = opened;
    if (!connection.isCut()) {
      try {
        key = loop.register(socket, this);
        decode(ahead, ahead.length);
      } catch (IOException e) {
        connection.cut();
      }
    }
    readOn();
    endIfOver();
  }

  /** Reads what is there. */
  void readable() {
    while (wantsToRead()) {
      int count = receive();
      if (count < 0) {
        endReading();
        return;
      }
      if (count > 0) {
        connection.liveness().heard(station.clock().nowMs());
        decode(loop.buffers().bytes(), count);
      }
      if (!socket.hasMore()) {
        break;
      }
    }
    showInterest();
  }

  /** A socket that fails is at its end. */
  private int receive() {
    try {
      return socket.receive(loop.buffers());
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client's socket failed", e);
      return -1;
    }
  }

  private void decode(byte[] bytes, int count) {
    int taken = reader.decode(bytes, count);
    if (reader.isLate()) {
      late = true;
      byte[] rest = Arrays.copyOfRange(bytes, taken, count);
      Thread.startVirtualThread(new SlowLane(connection, this, reader, rest));
    }
  }

  /** Has the reader back from its slow lane. */
  void caughtUp() {
    late = false;
    readOn();
    endIfOver();
  }

  /** Goes on to read, if that is wanted: something may have come that the system cannot tell of. */
  void readOn() {
    if (socket.hasMore()) {
      readable();
    } else {
      showInterest();
    }
  }

  private boolean wantsToRead() {
    return begun && !heardOut && !late && !connection.isCut() && !connection.isPaused();
  }

  private void showInterest() {
    boolean wants = wantsToRead();
    connection.liveness().waiting(wants, station.clock().nowMs());
    int ops = (wants ? SelectionKey.OP_READ : 0) | (unwritten == null ? 0 : SelectionKey.OP_WRITE);
    try {
      if (key != null && key.interestOps() != ops) {
        key.interestOps(ops);
      }
    } catch (CancelledKeyException e) {
      // Cut meanwhile: its end is among the loop's tasks.
    }
  }

  /** Reads no more. */
  void endReading() {
    heardOut = true;
    showInterest();
    endIfOver();
  }

  /** Keeps what the socket did not take, with the claim, until it does. For any thread. */
  void unwritten(Unwritten left) {
    if (loop.isCurrent()) {
      awaitWritable(left);
    } else {
      post(() -> awaitWritable(left));
    }
  }

  private void awaitWritable(Unwritten left) {
    if (connection.isEnded()) {
      loop.writer().goOn(connection, left);
      return;
    }
    station.stalled(connection);
    unwritten = left;
    showInterest();
  }

  /** Writes on. */
  void writable() {
    Unwritten left = unwritten;
    if (left != null) {
      unwritten = null;
      loop.writer().goOn(connection, left);
    }
    if (unwritten == null) {
      station.flowing(connection);
      showInterest();
    }
  }

  void endIfOver() {
    Outbound outbound = connection.outbound();
    boolean over = connection.isCut() || heardOut && (!outbound.isClosing() || outbound.isShut());
    if (over && begun && !late && !connection.isEnded()) {
      end();
    }
  }

  /** The last there is of it, once. */
  private void end() {
    connection.ended();
    try {
      if (open) {
        station.handler().closed(connection);
      }
    } finally {
      try {
        socket.close();
        // Not to be written any more, but who waits for it has to hear.
        writable();
      } finally {
        station.remove(connection);
      }
    }
  }
}
