package heliograph.websocket.connection;

import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.frame.ProtocolViolation;
import heliograph.websocket.protocol.WireFormat;
import heliograph.websocket.socket.ClientSocket;
import heliograph.websocket.upgrade.Admitted;
import heliograph.websocket.upgrade.ConnectionLimits;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One client, from its 101 to the end of its socket. Its loop reads, and writes what others did not
 * get written at once; {@link #handle} is called on the thread that spoke HTTP with it; everything
 * else that is not said to be the loop's may be called by any thread.
 *
 * <p>There are thousands, idle most of the time: what is not needed while idle is not kept, and an
 * idle one has no thread.
 *
 * <pre>
 * new → running    handle()
 * running → ended  the socket ended, the close handshake is done, it was cut, or a fault
 * new → ended      close() came before handle()
 * </pre>
 */
public final class Connection implements ServerConnection, Peer, Runnable {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  private static final byte NEW = 0;
  private static final byte RUNNING = 1;
  private static final byte ENDED = 2;

  /**
   * How long a client that broke a rule may take to read why. Its answer cannot be made out, since
   * nothing it sends is decoded any more.
   */
  private static final int LINGER_MAX_MS = 500;

  private static final VarHandle LIFE;

  static {
    try {
      LIFE = MethodHandles.lookup().findVarHandle(Connection.class, "life", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Station station;
  private final IoLoop loop;
  private final ClientSocket socket;
  private final WireFormat format;
  private final boolean compressed;
  private final String correlationId;
  private final ConnectionLimits.Lease lease;
  private final Outbound outbound = new Outbound();
  private final Input.Written written = new Input.Written(this);
  private final Reader reader;

  /** Null once it was handed to the handler. */
  private Admitted admitted;

  /** Null until the first message or ping, and always where nothing is bounded. */
  private ClientRates rates;

  private volatile byte life = NEW;
  private volatile boolean paused;
  private volatile boolean cut;

  /** Who handles its messages and may be waiting; null while that is nobody, or the loop. */
  private volatile Thread handling;

  /** Whether the client is read from; if so, {@link #waitingSinceMs} says since when in vain. */
  private volatile boolean waiting;

  private volatile int waitingSinceMs;

  /** When its closing handshake must be done; means nothing before {@link #close}. */
  private volatile int closeDueMs;

  /** Since when the client does not take what is written; means nothing while it does. */
  private volatile int stalledSinceMs;

  // The loop's.
  private SelectionKey key;
  private boolean begun;
  private boolean open;
  private boolean readToEnd;
  private SlowLane lane;
  private Unwritten unwritten;

  /** Where it stands in the table. The table's. */
  int index;

  /** When it is to be pinged next. The sweeper's. */
  int pingDueMs;

  Connection(Station station, IoLoop loop, Admitted admitted) {
    this.station = station;
    this.loop = loop;
    this.admitted = admitted;
    this.socket = admitted.socket();
    this.format = admitted.format();
    this.compressed = admitted.compressed();
    this.correlationId = admitted.correlationId();
    this.lease = admitted.lease();
    this.reader = new Reader(this, station);
  }

  /** Returns what the client speaks. */
  WireFormat format() {
    return format;
  }

  /** Returns whether permessage-deflate was agreed to. */
  boolean compressed() {
    return compressed;
  }

  /** Returns the name it has in logs; printable ASCII. */
  String correlationId() {
    return correlationId;
  }

  /** Returns the one input that says that a write is done, so that none has to be made. */
  Input.Written written() {
    return written;
  }

  Outbound outbound() {
    return outbound;
  }

  IoLoop loop() {
    return loop;
  }

  /** Returns its socket, to be sent to by the holder of the claim. */
  ClientSocket socket() {
    return socket;
  }

  /** Returns the client's rates, made by the first call. For who handles its messages. */
  ClientRates rates(ClientRates.Bounds bounds, long nowMs) {
    if (rates == null) {
      rates = new ClientRates(bounds, nowMs);
    }
    return rates;
  }

  /** Sends a whole frame; waits until the one before was taken. For a handler that may wait. */
  public void send(byte[] frame) throws InterruptedException {
    while (outbound.hasMessage() && !outbound.isShut()) {
      park();
    }
    outbound.offerMessage(frame);
    startWriting();
  }

  /** Sends a pong, unless a later one comes first. */
  void pong(byte[] frame) {
    outbound.offerPong(frame);
    startWriting();
  }

  /**
   * Closes after what is being written: sends the close frame, if none was sent before, and gives
   * the client some time to answer.
   */
  void close(byte[] frame, int withinMs) {
    if (outbound.offerClose(frame)) {
      closeDueMs = station.clock().nowMs() + withinMs;
      station.closing(this);
      startWriting();
      wakeHandler();
      if (paused) {
        loop.execute(this::readOn);
      }
    }
  }

  /** Closes as the client broke a rule. */
  void violated(ProtocolViolation e) {
    close(
        FrameEncoder.close(e.closeCode(), e.reason()),
        Math.min(LINGER_MAX_MS, station.config().closeTimeoutMs()));
  }

  /** Closes after a fault of ours; the client is not heard any more. */
  void failed(RuntimeException e) {
    LOG.log(Level.WARNING, "connection " + correlationId + " failed", e);
    close(
        FrameEncoder.close(CloseCode.INTERNAL_ERROR, "internal error"),
        station.config().closeTimeoutMs());
    loop.execute(this::endReading);
  }

  /** Hears no more of the client: its close frame came. */
  void heardOut() {
    loop.execute(this::endReading);
  }

  /** Has what was offered written, by its loop unless somebody is at it. */
  private void startWriting() {
    // Whoever has the claim sees what was offered before letting go.
    if (outbound.needsWriter()) {
      if (loop.isCurrent()) {
        run();
      } else {
        loop.execute(this);
      }
    }
  }

  /** Writes what is offered. The loop's. */
  @Override
  public void run() {
    loop.writer().write(this);
  }

  /** Stops its messages after the one that is being handled. */
  void pause() {
    paused = true;
  }

  boolean isPaused() {
    return paused && !outbound.isClosing();
  }

  void resume() {
    paused = false;
    wakeHandler();
    if (!waiting) {
      loop.execute(this::readOn);
    }
  }

  /** Ends the TCP connection without a close handshake, whatever its threads are doing. */
  void cut() {
    cut = true;
    outbound.shut();
    socket.abort();
    Thread handler = handling;
    if (handler != null) {
      handler.interrupt();
    }
    loop.execute(this::endReading);
  }

  boolean isCut() {
    return cut;
  }

  /** Cuts a connection whose client is dead. */
  void cutDead() {
    if (!cut) {
      station.telemetry().count(Counter.PEERS_CUT_DEAD, 1);
      cut();
    }
  }

  /** Cuts a connection whose client does not read. */
  void cutStalled() {
    if (!cut) {
      station.telemetry().count(Counter.PEERS_CUT_STALLED, 1);
      cut();
    }
  }

  /** Nothing is written any more: the close frame is out, or the socket failed. */
  void shut() {
    outbound.shut();
    wakeHandler();
    loop.execute(this::endIfOver);
  }

  /** Says on which thread messages are handled that may have to wait; null for none. */
  void handlesOn(Thread thread) {
    handling = thread;
  }

  void wakeHandler() {
    LockSupport.unpark(handling);
  }

  /** Returns how long the loop has been waiting for the client. */
  int silentForMs(int nowMs) {
    return waiting ? nowMs - waitingSinceMs : 0;
  }

  /** Returns how long the client has not taken what one socket write wrote. */
  int stalledForMs(int nowMs) {
    return nowMs - stalledSinceMs;
  }

  /** Says that the client took what one socket write wrote. The loop's. */
  void progressed() {
    stalledSinceMs = station.clock().nowMs();
  }

  /** Returns whether it is too late for the closing handshake to end by itself. */
  boolean isCloseOverdue(int nowMs) {
    return nowMs - closeDueMs >= 0;
  }

  /** The correlation id: what the hub names it by when it tells a client of an internal error. */
  @Override
  public String toString() {
    return correlationId;
  }

  boolean isEnded() {
    return life == ENDED;
  }

  /** Waits while it is paused. For a handler that may wait. */
  void awaitResumed() throws InterruptedException {
    while (isPaused()) {
      park();
    }
  }

  private void park() throws InterruptedException {
    LockSupport.park(this);
    if (cut || Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Has the handler take it, which may have to wait; returns when the loop has it. */
  @Override
  public void handle(Limit limit) {
    if (!LIFE.compareAndSet(this, NEW, RUNNING)) {
      return;
    }
    station.add(this);
    Admitted taken = admitted;
    admitted = null;
    boolean opened = false;
    handlesOn(Thread.currentThread());
    try {
      socket.nonBlocking();
      if (!cut) {
        station.handler().opened(this, taken);
        opened = true;
      }
    } catch (IOException | InterruptedException e) {
      cut();
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      handlesOn(null);
    }
    boolean known = opened;
    loop.execute(() -> begin(taken.ahead(), known));
  }

  private void begin(byte[] ahead, boolean known) {
    begun = true;
    open = known;
    waitingSinceMs = station.clock().nowMs();
    try {
      key = cut ? null : loop.register(socket, 0, this);
    } catch (IOException e) {
      cut();
    }
    if (!cut && ahead.length > 0) {
      reader.decode(ahead, ahead.length);
    }
    readOn();
    endIfOver();
  }

  /** Reads what is there. The loop's, as all below. */
  void readable() {
    while (wantsToRead()) {
      int count;
      try {
        count = socket.receive(loop.buffers());
      } catch (IOException e) {
        count = -1;
      }
      if (count < 0) {
        endReading();
        return;
      }
      if (count > 0) {
        waitingSinceMs = station.clock().nowMs();
        reader.decode(loop.buffers().bytes(), count);
      }
      if (!socket.hasMore()) {
        break;
      }
    }
    showInterest();
  }

  /** Goes on to read, if that is wanted. */
  private void readOn() {
    boolean waited = waiting;
    showInterest();
    if (waiting && !waited && socket.hasMore()) {
      readable();
    }
  }

  private boolean wantsToRead() {
    return begun && !readToEnd && lane == null && !isPaused();
  }

  private void showInterest() {
    boolean wants = wantsToRead();
    if (wants != waiting) {
      waitingSinceMs = station.clock().nowMs();
      waiting = wants;
      if (wants != wantsToRead()) {
        // Resumed by a thread that saw what it was before.
        waiting = !wants;
        wants = !wants;
      }
    }
    if (key != null && key.isValid()) {
      int ops =
          (wants ? SelectionKey.OP_READ : 0) | (unwritten == null ? 0 : SelectionKey.OP_WRITE);
      if (key.interestOps() != ops) {
        key.interestOps(ops);
      }
    }
  }

  private void endReading() {
    readToEnd = true;
    showInterest();
    endIfOver();
  }

  /** Has something done that may have to wait, after what is being done of that kind. */
  void later(SlowLane.Step step) {
    if (lane == null) {
      lane = new SlowLane(this);
      lane.add(step);
      lane.start();
    } else {
      lane.add(step);
    }
  }

  /** Returns whether messages must go {@link #later}, since others do. */
  boolean isLate() {
    return lane != null;
  }

  void laneEnded() {
    if (!lane.isEmpty()) {
      lane.start();
      return;
    }
    lane = null;
    readOn();
    endIfOver();
  }

  /** Keeps what the socket did not take, with the claim, until it does. Any thread's. */
  void unwritten(Unwritten left) {
    if (loop.isCurrent()) {
      awaitWritable(left);
    } else {
      loop.execute(() -> awaitWritable(left));
    }
  }

  private void awaitWritable(Unwritten left) {
    if (isEnded()) {
      loop.writer().goOn(this, left);
      return;
    }
    if (unwritten == null && station.stalled(this)) {
      progressed();
    }
    unwritten = left;
    showInterest();
  }

  /** Writes on. */
  void writable() {
    if (unwritten == null) {
      showInterest();
      return;
    }
    Unwritten left = unwritten;
    unwritten = null;
    loop.writer().goOn(this, left);
    if (unwritten == null) {
      station.flowing(this);
      showInterest();
    }
  }

  private void endIfOver() {
    boolean over = cut || readToEnd && (!outbound.isClosing() || outbound.isShut());
    if (over && begun && lane == null && life != ENDED) {
      end();
    }
  }

  /** The last there is of it, once. */
  private void end() {
    life = ENDED;
    outbound.shut();
    lease.release();
    try {
      if (open) {
        station.handler().closed(this);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the end of connection " + correlationId + " failed", e);
    } finally {
      waiting = false;
      socket.close();
      if (unwritten != null) {
        writable();
      }
      station.remove(this);
    }
  }

  @Override
  public Duration idleTime() {
    // Heartbeats judge: Helidon's idle timeout is for HTTP.
    return Duration.ZERO;
  }

  /** Cuts it: the listener asks for this when it was closed meanwhile. */
  @Override
  public void close(boolean interrupt) {
    if (LIFE.compareAndSet(this, NEW, ENDED)) {
      lease.release();
      socket.abort();
    } else {
      cut();
    }
  }
}
