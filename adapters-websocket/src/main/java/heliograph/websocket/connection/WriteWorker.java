package heliograph.websocket.connection;

import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * A virtual thread that writes to the connections of one chunk in turn, until there are no more.
 * One thread's, but for what the sweeper looks at.
 */
final class WriteWorker implements Runnable {
  private static final System.Logger LOG = System.getLogger(WriteWorker.class.getName());

  /** An empty ping; that a pong comes is all that counts (RFC 6455 §5.5.2). */
  private static final byte[] PING = {(byte) 0x89, 0};

  /** Writes to one connection in a row: one that floods with pings keeps nobody waiting. */
  private static final int ROUNDS_MAX = 4;

  private final Chunk chunk;
  private final MessageHandler handler;
  private final StallWatch watch;
  private final Telemetry telemetry;
  private final Gather gather = new Gather();
  private final LastBatch lastBatch;

  /** Whose socket is being written; null between writes. Read by the sweeper. */
  private volatile Connection current;

  /** Counts writes, so that the sweeper can tell one from the next. */
  private volatile int turn;

  private final StallWatch.Mark mark = new StallWatch.Mark();

  private long frames;
  private long bytes;
  private long writes;
  private long deliveries;
  private long errors;

  WriteWorker(
      Chunk chunk, Encoder encoder, MessageHandler handler, StallWatch watch, Telemetry telemetry) {
    this.chunk = chunk;
    this.lastBatch = new LastBatch(encoder);
    this.handler = handler;
    this.watch = watch;
    this.telemetry = telemetry;
  }

  /** Returns whom it writes to at the moment, or null. */
  Connection current() {
    return current;
  }

  int turn() {
    return turn;
  }

  /** The watch's own notes. */
  StallWatch.Mark mark() {
    return mark;
  }

  Chunk chunk() {
    return chunk;
  }

  @Override
  public void run() {
    watch.add(this);
    try {
      for (Connection member = chunk.take(); member != null; member = chunk.take()) {
        Outbound outbound = member.outbound();
        if (outbound.claim()) {
          outbound.slow(false);
          writeAll(member, outbound);
        }
      }
    } finally {
      watch.remove(this);
      report();
    }
  }

  /** Writes until nothing is offered, or for so long that the others would have to wait. */
  private void writeAll(Connection member, Outbound outbound) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      writeOffered(member, outbound);
      if (outbound.release()) {
        return;
      }
    }
    outbound.handOver();
    watch.relieve(new Chunk(member));
  }

  /** Takes what was offered and writes it. Throws nothing: the claim must be released. */
  private void writeOffered(Connection to, Outbound outbound) {
    int offered = outbound.take();
    boolean hasFrames = (offered & Outbound.FRAMES) != 0;
    List<ServerFrame> batch = hasFrames ? outbound.takeFrames() : List.of();
    try {
      if (!outbound.isShut()) {
        collect(offered, batch, to, outbound);
        write(to);
      }
    } catch (RuntimeException | Error e) {
      // A fault of ours, since a socket that fails is no exception here; the others must go on.
      LOG.log(Level.WARNING, "connection " + to.correlationId() + " could not be written to", e);
      to.cut();
    } finally {
      gather.clear();
      if ((offered & Outbound.CLOSE) != 0) {
        to.shut();
      }
      if (hasFrames) {
        handler.written(to);
      }
    }
  }

  private void collect(int offered, List<ServerFrame> batch, Connection to, Outbound outbound) {
    if ((offered & Outbound.PONG) != 0) {
      byte[] pongs = outbound.takePongs();
      if (pongs != null) {
        gather.add(pongs);
      }
    }
    if ((offered & Outbound.MESSAGE) != 0) {
      gather.add(outbound.takeMessage());
      to.wakeReader();
    }
    boolean pings = (offered & Outbound.PING) != 0;
    if (!batch.isEmpty()) {
      lastBatch.collect(batch, to, gather);
      count(batch);
      // Its pong proves that the welcome arrived.
      pings |= outbound.greet();
    }
    if (pings) {
      gather.add(PING);
    }
    if ((offered & Outbound.CLOSE) != 0) {
      gather.add(outbound.closeFrame());
    }
  }

  private void write(Connection to) {
    boolean open = true;
    for (byte[] next = gather.next(); next != null && open; next = gather.next()) {
      current = to;
      open = to.writeToSocket(next);
      // Read after current by the sweeper: a turn it saw begin has ended when this has moved on.
      turn++;
      current = null;
      writes++;
      bytes += next.length;
    }
  }

  private void count(List<ServerFrame> batch) {
    frames += batch.size();
    for (int i = 0; i < batch.size(); i++) {
      switch (batch.get(i)) {
        case Message m -> deliveries++;
        case Ephemeral e -> deliveries++;
        case ServerFrame.Redelivery r -> deliveries++;
        case ServerFrame.Failure f -> errors++;
        case ServerFrame other -> {}
      }
    }
  }

  private void report() {
    telemetry.count(Counter.WRITES, writes);
    telemetry.count(Counter.BYTES_SENT, bytes);
    telemetry.count(Counter.FRAMES_SENT, frames);
    telemetry.count(Counter.MESSAGES_DELIVERED, deliveries);
    telemetry.count(Counter.ERRORS_SENT, errors);
  }
}
