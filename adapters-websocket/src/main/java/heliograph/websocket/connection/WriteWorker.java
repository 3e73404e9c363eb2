package heliograph.websocket.connection;

import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * A virtual thread that writes to the connections of one chunk in turn, until there are no more. One
 * thread's, but for what the sweeper looks at.
 */
final class WriteWorker implements Runnable {
  private static final System.Logger LOG = System.getLogger(WriteWorker.class.getName());

  /** An empty ping; that a pong comes is all that counts (RFC 6455 §5.5.2). */
  private static final byte[] PING = {(byte) 0x89, 0};

  private final Chunk chunk;
  private final Encoder encoder;
  private final MessageHandler handler;
  private final Sweeper sweeper;
  private final Telemetry telemetry;
  private final Gather gather = new Gather();

  /** Whose socket is being written; null between writes. Read by the sweeper. */
  private volatile Connection current;

  /** Counts writes, so that the sweeper can tell one from the next. */
  private volatile int turn;

  /** The batch last encoded, for whom it was, and what came of it. */
  private List<ServerFrame> lastFrames;

  private Connection lastTo;
  private byte[] lastBytes;

  private long framesWritten;
  private long bytesWritten;
  private long writes;
  private long messagesWritten;

  // The sweeper's own.
  int turnSeen = -1;
  int turnSeenAtMs;
  boolean relieved;

  WriteWorker(
      Chunk chunk,
      Encoder encoder,
      MessageHandler handler,
      Sweeper sweeper,
      Telemetry telemetry) {
    this.chunk = chunk;
    this.encoder = encoder;
    this.handler = handler;
    this.sweeper = sweeper;
    this.telemetry = telemetry;
  }

  /** Returns whom it writes to at the moment, or null. */
  Connection current() {
    return current;
  }

  int turn() {
    return turn;
  }

  Chunk chunk() {
    return chunk;
  }

  @Override
  public void run() {
    sweeper.watch(this);
    try {
      for (Connection member = chunk.take(); member != null; member = chunk.take()) {
        if (member.outbound().claim()) {
          member.outbound().slow(false);
          do {
            writeOffered(member);
          } while (!member.outbound().release());
        }
      }
    } finally {
      sweeper.unwatch(this);
      report();
    }
  }

  /** Takes what was offered and writes it. Throws nothing: the claim must be released. */
  private void writeOffered(Connection to) {
    Outbound outbound = to.outbound();
    int offered = outbound.take();
    boolean hasFrames = (offered & Outbound.FRAMES) != 0;
    List<ServerFrame> frames = hasFrames ? outbound.takeFrames() : List.of();
    boolean closes = (offered & Outbound.CLOSE) != 0;
    try {
      if (!outbound.isShut()) {
        collect(to, offered, frames);
        write(to);
      }
    } catch (RuntimeException | Error e) {
      // Only encoding can fail in other ways than write() expects.
      LOG.log(Level.WARNING, "connection " + to.correlationId() + " could not be written to", e);
      outbound.shut();
      to.cut();
    } finally {
      gather.clear();
      if (closes) {
        outbound.shut();
        to.closeWritten();
      }
      if ((offered & Outbound.MESSAGE) != 0) {
        outbound.takeMessage();
        to.messageWritten();
      }
      if (hasFrames) {
        handler.written(to);
      }
    }
  }

  private void collect(Connection to, int offered, List<ServerFrame> frames) {
    Outbound outbound = to.outbound();
    if ((offered & Outbound.PONG) != 0) {
      gather.add(outbound.pong());
    }
    if ((offered & Outbound.MESSAGE) != 0) {
      gather.add(outbound.message());
    }
    boolean greeting = !frames.isEmpty() && outbound.greet();
    if (!frames.isEmpty()) {
      collect(to, frames);
    }
    if (greeting || (offered & Outbound.PING) != 0) {
      gather.add(PING);
    }
    if ((offered & Outbound.CLOSE) != 0) {
      gather.add(outbound.closeFrame());
    }
  }

  /**
   * Adds a batch. Members of a room get the same frames again and again: what was put together for
   * the one before is used once more where it is the same.
   */
  private void collect(Connection to, List<ServerFrame> frames) {
    framesWritten += frames.size();
    for (int i = 0; i < frames.size(); i++) {
      ServerFrame frame = frames.get(i);
      messagesWritten += isDelivery(frame) ? 1 : 0;
    }
    if (isLast(frames, to)) {
      gather.add(lastBytes);
      return;
    }
    for (int i = 0; i < frames.size(); i++) {
      gather.add(encoder.encode(frames.get(i), to));
    }
  }

  private boolean isLast(List<ServerFrame> frames, Connection to) {
    return false;
  }

  private static boolean isDelivery(ServerFrame frame) {
    return frame instanceof Message
        || frame instanceof Ephemeral
        || frame instanceof ServerFrame.Redelivery;
  }

  private void write(Connection to) {
    for (byte[] bytes = gather.next(); bytes != null; bytes = gather.next()) {
      current = to;
      boolean written = to.writeToSocket(bytes);
      turn++;
      current = null;
      writes++;
      bytesWritten += bytes.length;
      if (!written) {
        return;
      }
    }
  }

  private void report() {
    telemetry.count(Counter.WRITES, writes);
    telemetry.count(Counter.BYTES_SENT, bytesWritten);
    telemetry.count(Counter.FRAMES_SENT, framesWritten);
    telemetry.count(Counter.MESSAGES_DELIVERED, messagesWritten);
  }
}
