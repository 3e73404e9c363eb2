package heliograph.websocket.connection;

import heliograph.domain.Input;
import heliograph.domain.Peer;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.frame.CloseCode;
import heliograph.websocket.frame.FrameEncoder;
import heliograph.websocket.protocol.WireFormat;
import heliograph.websocket.socket.ClientSocket;
import heliograph.websocket.upgrade.Admitted;
import heliograph.websocket.upgrade.ConnectionLimits;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One client, from its 101 to the end of its socket. Its own thread, the reader, is the one Helidon
 * calls {@link #handle} on; everything else may be called by any thread.
 *
 * <p>There are thousands, idle most of the time: what is not needed while idle is not kept, and
 * nothing is kept in thread-locals.
 *
 * <pre>
 * new → running    handle()
 * running → ended  the socket ended, the close handshake is done, or a fault: handle() returns
 * new → ended      close() came before handle()
 * </pre>
 */
public final class Connection implements ServerConnection, Peer {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  private static final byte NEW = 0;
  private static final byte RUNNING = 1;
  private static final byte ENDED = 2;

  private static final VarHandle LIFE;

  static {
    try {
      LIFE = MethodHandles.lookup().findVarHandle(Connection.class, "life", byte.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Station station;
  private final ClientSocket socket;
  private final Thread reader = Thread.currentThread();
  private final WireFormat format;
  private final int deflateWindowBytes;
  private final String correlationId;
  private final ConnectionLimits.Lease lease;
  private final Outbound outbound = new Outbound();
  private final Input.Written written = new Input.Written(this);

  /** Null once it was handed to the handler. The reader's. */
  private Admitted admitted;

  /** Null until the first message or ping, and always where nothing is bounded. The reader's. */
  private ClientRates rates;

  private volatile byte life = NEW;
  private volatile boolean paused;
  private volatile boolean cut;

  /** Whether the reader waits for the client; if so, {@link #waitingSinceMs} says since when. */
  private volatile boolean waiting;

  private volatile int waitingSinceMs;

  /** When its closing handshake must be done; means nothing before {@link #close}. */
  private volatile int closeDueMs;

  /** Where it stands in the table. The table's. */
  int index;

  /** When it is to be pinged next. The sweeper's. */
  int pingDueMs;

  Connection(Station station, Admitted admitted) {
    this.station = station;
    this.admitted = admitted;
    this.socket = admitted.socket();
    this.format = admitted.format();
    this.deflateWindowBytes = admitted.deflateWindowBytes();
    this.correlationId = admitted.correlationId();
    this.lease = admitted.lease();
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

  /** Returns the client's rates, made by the first call. For the reader. */
  ClientRates rates(ClientRates.Bounds bounds, long nowMs) {
    if (rates == null) {
      rates = new ClientRates(bounds, nowMs);
    }
    return rates;
  }

  /**
   * Sends a message, compressed where that was agreed to and is worth it; waits until the one
   * before was taken. For a handler, on the reader.
   */
  public void send(boolean binary, byte[] buf, int off, int len) throws InterruptedException {
    byte[] frame = station.encoder().message(binary, buf, off, len, deflateWindowBytes);
    while (outbound.hasMessage() && !outbound.isShut()) {
      park();
    }
    outbound.offerMessage(frame);
    station.writers().start(this);
  }

  /** Sends a pong, unless too many are waiting when a later one comes. For the reader. */
  void pong(byte[] frame) {
    outbound.offerPong(frame);
    station.writers().start(this);
  }

  /**
   * Closes after what is being written: sends the close frame, if none was sent before, and gives
   * the client some time to answer.
   */
  void close(byte[] frame, int withinMs) {
    if (outbound.offerClose(frame)) {
      closeDueMs = station.clock().nowMs() + withinMs;
      station.closing(this);
      station.writers().start(this);
      wakeReader();
    }
  }

  /** Stops the reader after the message it is at. */
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    wakeReader();
  }

  /** Ends the TCP connection without a close handshake, whatever its threads are doing. */
  void cut() {
    cut = true;
    outbound.shut();
    socket.abort();
    // It may be waiting for the hub.
    reader.interrupt();
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
    wakeReader();
  }

  void wakeReader() {
    LockSupport.unpark(reader);
  }

  /** Writes all the bytes; false if the socket failed. For the holder of the claim. */
  boolean writeToSocket(byte[] bytes) {
    try {
      socket.write(bytes);
      return true;
    } catch (IOException e) {
      cut();
      return false;
    }
  }

  /** Returns how long the reader has been waiting for the client. */
  int silentForMs(int nowMs) {
    return waiting ? nowMs - waitingSinceMs : 0;
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

  @Override
  public void handle(Limit limit) {
    if (!LIFE.compareAndSet(this, NEW, RUNNING)) {
      return;
    }
    Reader reading = new Reader(this, station);
    station.add(this);
    // In place of Helidon's name, which would cost a string of its own.
    reader.setName(correlationId);
    try {
      reading.open(takeAdmitted());
      reading.readAll();
      awaitShut();
    } catch (InterruptedException e) {
      // Cut, by us or by the server's shutdown.
      LOG.log(Level.DEBUG, () -> "connection " + correlationId + " was cut");
    } catch (RuntimeException e) {
      // What would escape, Helidon would answer with an HTTP response in the middle of the stream.
      LOG.log(Level.WARNING, "connection " + correlationId + " failed", e);
      closeFailed();
    } finally {
      // How it was cut is nothing to those who hear of its end.
      Thread.interrupted();
      end(reading.isOpen());
    }
  }

  private void closeFailed() {
    close(
        FrameEncoder.close(CloseCode.INTERNAL_ERROR, "internal error"),
        station.config().closeTimeoutMs());
    try {
      awaitShut();
    } catch (InterruptedException e) {
      // Cut meanwhile: all the same here.
    }
  }

  private Admitted takeAdmitted() {
    Admitted taken = admitted;
    admitted = null;
    return taken;
  }

  /** Reads the next bytes; null at the end of the socket, however it came. For the reader. */
  byte[] readFromSocket() {
    waits(true);
    try {
      return socket.get();
    } catch (UncheckedIOException e) {
      return null;
    } finally {
      waits(false);
    }
  }

  /** Says whether the reader waits for the client, who is judged by that. For the reader. */
  void waits(boolean waits) {
    if (waits) {
      waitingSinceMs = station.clock().nowMs();
    }
    waiting = waits;
  }

  /** Waits while it is paused. For the reader. */
  void awaitResumed() throws InterruptedException {
    while (paused && !outbound.isClosing()) {
      park();
    }
  }

  /** Waits until the close frame is out, if there is one. For the reader. */
  private void awaitShut() throws InterruptedException {
    while (outbound.isClosing() && !outbound.isShut()) {
      park();
    }
  }

  private void park() throws InterruptedException {
    LockSupport.park(this);
    if (cut || Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** The last there is of it, once. */
  private void end(boolean wasOpen) {
    outbound.shut();
    lease.release();
    try {
      if (wasOpen) {
        station.handler().closed(this);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the end of connection " + correlationId + " failed", e);
    } finally {
      closeDueMs = station.clock().nowMs() + station.config().closeTimeoutMs();
      station.closing(this);
      socket.close();
      life = ENDED;
      station.remove(this);
    }
  }

  @Override
  public Duration idleTime() {
    // Heartbeats judge: Helidon's idle timeout is for HTTP.
    return Duration.ZERO;
  }

  /** Cuts it: Helidon asks for this when its server stops. */
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
