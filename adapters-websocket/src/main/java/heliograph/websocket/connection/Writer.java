package heliograph.websocket.connection;

import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Message;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Telemetry;
import heliograph.ports.Telemetry.Counter;
import heliograph.websocket.socket.ClientSocket;
import heliograph.websocket.socket.WriteBuffer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes to one connection after the other what was offered to them, and waits for none: what a
 * socket does not take is left to the connection's loop. For one thread.
 */
final class Writer {
  private static final System.Logger LOG = System.getLogger(Writer.class.getName());

  /** An empty ping; that a pong comes is all that counts (RFC 6455 §5.5.2). */
  private static final byte[] PING = {(byte) 0x89, 0};

  /** Writes to one connection in a row: one that floods with pings keeps nobody waiting. */
  private static final int ROUNDS_MAX = 4;

  private final MessageHandler handler;
  private final Telemetry telemetry;
  private final Clock clock;
  private final LastBatch lastBatch;
  private final WriteBuffer buffer = new WriteBuffer(ClientSocket.WRITE_BYTES_MAX);
  private Gather gather = new Gather();

  /** Since the last rest. */
  private long frames;

  private long bytes;
  private long writes;
  private long deliveries;
  private long errors;

  /** Until then. */
  private long framesBefore;

  private long writesBefore;

  Writer(Encoder encoder, MessageHandler handler, Telemetry telemetry, Clock clock) {
    this.lastBatch = new LastBatch(encoder);
    this.handler = handler;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Writes what was offered to a connection, unless somebody else is at it. */
  void write(Connection to) {
    if (to.outbound().claim()) {
      writeAll(to);
    }
  }

  /** Goes on with what a socket did not take, as it may take more now, or never will. */
  void goOn(Connection to, Unwritten unwritten) {
    boolean taken = true;
    try {
      if (!to.outbound().isShut()) {
        taken = to.socket().flush(buffer);
        if (taken) {
          to.liveness().progressed(clock.nowMs());
          taken = sendAll(to, unwritten.rest());
        }
      }
    } catch (IOException e) {
      to.cut();
    } catch (RuntimeException e) {
      failed(to, e);
    }
    if (taken) {
      done(to, unwritten.batch(), unwritten.close());
      writeAll(to);
    } else {
      to.loopSide().unwritten(unwritten);
    }
  }

  /** Writes until nothing is offered, or for so long that the others would have to wait. */
  private void writeAll(Connection to) {
    Outbound outbound = to.outbound();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (!writeOffered(to, outbound)) {
        return;
      }
      if (outbound.release()) {
        return;
      }
    }
    outbound.handOver();
    to.loopSide().writeSoon();
  }

  /**
   * Takes what was offered and writes it; false if the claim went to the loop with what is left.
   * Throws nothing: the claim must be released.
   */
  private boolean writeOffered(Connection to, Outbound outbound) {
    int offered = outbound.take();
    boolean hasFrames = (offered & Outbound.FRAMES) != 0;
    boolean closes = (offered & Outbound.CLOSE) != 0;
    List<ServerFrame> batch = hasFrames ? outbound.takeFrames() : List.of();
    try {
      if (!outbound.isShut()) {
        collect(offered, batch, to, outbound);
        if (!sendAll(to, gather)) {
          Gather rest = gather;
          gather = new Gather();
          to.loopSide().unwritten(new Unwritten(rest, hasFrames, closes));
          return false;
        }
      }
    } catch (IOException e) {
      to.cut();
    } catch (RuntimeException | Error e) {
      failed(to, e);
    }
    gather.clear();
    done(to, hasFrames, closes);
    return true;
  }

  /** A fault of ours, since a socket that fails is no exception here; the others must go on. */
  private static void failed(Connection to, Throwable e) {
    LOG.log(Level.WARNING, "connection " + to.correlationId() + " could not be written to", e);
    to.cut();
  }

  private void done(Connection to, boolean batch, boolean closes) {
    if (closes) {
      to.shut();
    }
    if (batch) {
      handler.written(to);
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
      to.wakeHandler();
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

  private boolean sendAll(Connection to, Gather from) throws IOException {
    boolean taken = true;
    while (taken && !from.isEmpty()) {
      writes++;
      if (from.nextIsOne()) {
        byte[] one = from.takeOne();
        bytes += one.length;
        taken = to.socket().send(one, buffer);
      } else {
        ByteBuffer joined = buffer.joined().clear();
        from.takeNext(joined);
        bytes += joined.flip().remaining();
        taken = to.socket().sendJoined(buffer);
      }
    }
    return taken;
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

  /** To be called when there is nothing to write for the moment: counts, and keeps nothing. */
  void rest() {
    if (writes == 0 && frames == 0) {
      return;
    }
    lastBatch.forget();
    telemetry.count(Counter.WRITES, writes);
    telemetry.count(Counter.BYTES_SENT, bytes);
    telemetry.count(Counter.FRAMES_SENT, frames);
    telemetry.count(Counter.MESSAGES_DELIVERED, deliveries);
    telemetry.count(Counter.ERRORS_SENT, errors);
    writesBefore += writes;
    framesBefore += frames;
    writes = 0;
    bytes = 0;
    frames = 0;
    deliveries = 0;
    errors = 0;
  }

  /** Returns the socket writes it has begun. */
  long writes() {
    return writesBefore + writes;
  }

  /** Returns the messages and replies that were given to it. */
  long frames() {
    return framesBefore + frames;
  }
}
