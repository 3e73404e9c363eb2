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
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One client, from its 101 to the end of its socket, as any thread may see it; what its loop alone
 * may touch is in {@link LoopSide}. {@link #handle} is called on the thread that spoke HTTP with
 * it.
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
public final class Connection implements ServerConnection, Peer {
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
  private final LoopSide loopSide;
  private final ClientSocket socket;
  private final WireFormat format;
  private final int deflateWindowBytes;
  private final String correlationId;
  private final ConnectionLimits.Lease lease;
  private final Outbound outbound = new Outbound();
  private final Liveness liveness = new Liveness();
  private final Input.Written written = new Input.Written(this);

  /** Null once it was handed to the handler. */
  private Admitted admitted;

  /** Null until the first message or ping, and always where nothing is bounded. */
  private ClientRates rates;

  private volatile byte life = NEW;
  private volatile boolean paused;
  private volatile boolean cut;

  /** Who handles its messages and may be waiting; null while that is nobody, or the loop. */
  private volatile Thread handling;

  /** Where it stands in the table. The table's. */
  int index;

  /** When it is to be pinged next. The sweeper's. */
  int pingDueMs;

  Connection(Station station, IoLoop loop, Admitted admitted) {
    this.station = station;
    this.admitted = admitted;
    this.socket = admitted.socket();
    this.format = admitted.format();
    this.deflateWindowBytes = admitted.deflateWindowBytes();
    this.correlationId = admitted.correlationId();
    this.lease = admitted.lease();
    this.loopSide = new LoopSide(this, station, loop, socket);
  }

  /** Returns what the client speaks. */
  WireFormat format() {
    return format;
  }

  /** Returns whether permessage-deflate was agreed to. */
  boolean compressed() {
    return deflateWindowBytes > 0;
  }

  /** Returns how far back what is compressed for it may refer; 0 where nothing is to be. */
  int deflateWindowBytes() {
    return deflateWindowBytes;
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

  Liveness liveness() {
    return liveness;
  }

  LoopSide loopSide() {
    return loopSide;
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

  /**
   * Sends a message, compressed where that was agreed to and is worth it; waits until the one
   * before was taken. For a handler that may wait.
   */
  public void send(boolean binary, byte[] buf, int off, int len) throws InterruptedException {
    byte[] frame = station.encoder().message(binary, buf, off, len, deflateWindowBytes);
    while (outbound.hasMessage() && !outbound.isShut()) {
      park();
    }
    outbound.offerMessage(frame);
    startWriting();
  }

  /** Sends a message as {@link #send} does; false, and nothing sent, if it would have to wait. */
  public boolean trySend(boolean binary, byte[] buf, int off, int len) {
    if (outbound.hasMessage() && !outbound.isShut()) {
      return false;
    }
    outbound.offerMessage(station.encoder().message(binary, buf, off, len, deflateWindowBytes));
    startWriting();
    return true;
  }

  /** Sends a pong, unless too many are waiting when a later one comes. For the reader. */
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
      liveness.closeDue(station.clock().nowMs() + withinMs);
      station.closing(this);
      startWriting();
      wakeHandler();
      if (paused) {
        loopSide.post(loopSide::readOn);
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
    heardOut();
  }

  /** Hears no more of the client. */
  void heardOut() {
    loopSide.post(loopSide::endReading);
  }

  /** Has what was offered written, by its loop unless somebody is at it. */
  private void startWriting() {
    // Whoever has the claim sees what was offered before letting go.
    if (outbound.needsWriter()) {
      if (loopSide.loop().isCurrent()) {
        loopSide.run();
      } else {
        loopSide.writeSoon();
      }
    }
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
    loopSide.post(loopSide::readOn);
  }

  /** Ends the TCP connection without a close handshake, whatever is being done with it. */
  void cut() {
    cut = true;
    outbound.shut();
    socket.abort();
    Thread handler = handling;
    if (handler != null) {
      handler.interrupt();
    }
    heardOut();
  }

  boolean isCut() {
    return cut;
  }

  /** Cuts a connection whose client is dead, or does not read, and counts it. */
  void cutAs(Counter cause) {
    if (!cut) {
      station.telemetry().count(cause, 1);
      cut();
    }
  }

  /** Nothing is written any more: the close frame is out. */
  void shut() {
    outbound.shut();
    wakeHandler();
    loopSide.post(loopSide::endIfOver);
  }

  /** Says on which thread messages are handled that may have to wait; null for none. */
  void handlesOn(Thread thread) {
    handling = thread;
  }

  void wakeHandler() {
    LockSupport.unpark(handling);
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
    try {
      // First of all: whoever learns of the connection may write to it.
      socket.nonBlocking();
    } catch (IOException e) {
      abandon();
      return;
    }
    Admitted taken = admitted;
    admitted = null;
    boolean opened = false;
    handlesOn(Thread.currentThread());
    try {
      station.add(this);
      if (!cut) {
        station.handler().opened(this, taken);
        opened = true;
      }
    } catch (InterruptedException e) {
      cut();
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      handlesOn(null);
    }
    boolean known = opened;
    loopSide.post(() -> loopSide.begin(taken.ahead(), known));
  }

  /** The loop has done with it. The loop's. */
  void ended() {
    life = ENDED;
    outbound.shut();
    lease.release();
  }

  boolean isEnded() {
    return life == ENDED;
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
      abandon();
    } else {
      cut();
    }
  }

  /** Ends what nobody knows of yet. */
  private void abandon() {
    life = ENDED;
    lease.release();
    socket.abort();
  }

  /** The correlation id: what the hub names it by when it tells a client of an internal error. */
  @Override
  public String toString() {
    return correlationId;
  }
}
