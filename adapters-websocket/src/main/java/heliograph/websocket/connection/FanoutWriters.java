package heliograph.websocket.connection;

import heliograph.domain.CloseReason;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Connections;
import heliograph.websocket.frame.FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes to many connections: a virtual thread for each {@value #CHUNK} of them, which writes to
 * one after the other. Whoever stalled the last time is written to by a thread of its own.
 *
 * <p>The methods of {@link Connections} are for the hub's thread, the others for any. None blocks.
 */
final class FanoutWriters implements Connections {
  /** Measured: fewer cost more threads, more keep the last one waiting. */
  static final int CHUNK = 64;

  private final int closeTimeoutMs;
  private final Consumer<Chunk> workers;

  /** What was written to since the last flush. The hub's. */
  private final List<Connection> collected = new ArrayList<>();

  /** Takes what starts a worker on a chunk. */
  FanoutWriters(int closeTimeoutMs, Consumer<Chunk> workers) {
    this.closeTimeoutMs = closeTimeoutMs;
    this.workers = workers;
  }

  @Override
  public void write(Peer peer, List<ServerFrame> frames) {
    Connection connection = (Connection) peer;
    connection.outbound().offerFrames(frames);
    collected.add(connection);
  }

  @Override
  public void flush() {
    startAll(collected);
    collected.clear();
  }

  @Override
  public void close(Peer peer, CloseReason reason) {
    ((Connection) peer).close(FrameEncoder.close(reason.code(), reason.text()), closeTimeoutMs);
  }

  @Override
  public void pause(Peer peer) {
    ((Connection) peer).pause();
  }

  @Override
  public void resume(Peer peer) {
    ((Connection) peer).resume();
  }

  /** Has what was offered to one connection written. */
  void start(Connection connection) {
    // Whoever has the claim sees what was offered before letting go.
    if (connection.outbound().needsWriter()) {
      workers.accept(new Chunk(connection));
    }
  }

  /** Has what was offered to some connections written. */
  void startAll(List<Connection> connections) {
    Connection[] chunk = null;
    int filled = 0;
    for (int i = 0; i < connections.size(); i++) {
      Connection connection = connections.get(i);
      if (connection.outbound().isSlow()) {
        start(connection);
        continue;
      }
      if (chunk == null) {
        chunk = new Connection[Math.min(CHUNK, connections.size() - i)];
      }
      chunk[filled++] = connection;
      if (filled == chunk.length) {
        workers.accept(new Chunk(chunk, filled));
        chunk = null;
        filled = 0;
      }
    }
    if (filled > 0) {
      workers.accept(new Chunk(chunk, filled));
    }
  }
}
