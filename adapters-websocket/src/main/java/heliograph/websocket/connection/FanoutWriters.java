package heliograph.websocket.connection;

import heliograph.domain.CloseReason;
import heliograph.domain.Peer;
import heliograph.domain.message.ServerFrame;
import heliograph.ports.Connections;
import heliograph.websocket.frame.FrameEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to many connections: by who turns the hub where they are few, which costs no change of
 * threads, and by their loops where they are many, so that the hub goes on meanwhile.
 *
 * <p>The methods of {@link Connections} are for who turns the hub, {@link #startAll} for any. None
 * blocks.
 */
final class FanoutWriters implements Connections {
  /** What the hub writes itself: less than waking a thread costs. */
  static final int FEW = 8;

  private final int closeTimeoutMs;
  private final IoLoop[] loops;
  private final Writer writer;

  /** What was written to since the last flush. The hub's. */
  private final List<Connection> collected = new ArrayList<>();

  /** Takes a writer for who turns the hub. */
  FanoutWriters(int closeTimeoutMs, IoLoop[] loops, Writer writer) {
    this.closeTimeoutMs = closeTimeoutMs;
    this.loops = loops;
    this.writer = writer;
  }

  @Override
  public void write(Peer peer, List<ServerFrame> frames) {
    Connection connection = (Connection) peer;
    connection.outbound().offerFrames(frames);
    collected.add(connection);
  }

  @Override
  public void flush() {
    if (collected.isEmpty()) {
      return;
    }
    if (collected.size() <= FEW) {
      for (int i = 0; i < collected.size(); i++) {
        writer.write(collected.get(i));
      }
      writer.rest();
    } else {
      startAll(collected);
    }
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

  @Override
  public boolean lookSoon() {
    for (IoLoop loop : loops) {
      if (loop.looksApart()) {
        loop.lookSoon();
        return true;
      }
    }
    return false;
  }

  /** Has what was offered to some connections written by their loops. */
  void startAll(List<Connection> connections) {
    for (IoLoop loop : loops) {
      Connection[] its = new Connection[connections.size()];
      int count = 0;
      for (int i = 0; i < connections.size(); i++) {
        if (connections.get(i).loopSide().loop() == loop) {
          its[count++] = connections.get(i);
        }
      }
      if (count > 0) {
        loop.execute(new Many(loop, its, count));
      }
    }
  }

  /** Some connections of one loop that have something to be written. */
  private record Many(IoLoop loop, Connection[] members, int count) implements Runnable {
    /**
     * Connections looked at before the first of them is written to. Each is cold in the processor's
     * caches, as the writes to all others came between: looked at in a row they are fetched at the
     * same time, where each write would wait for its own.
     */
    private static final int AHEAD = 8;

    @Override
    public void run() {
      Connection[] ready = new Connection[AHEAD];
      for (int from = 0; from < count; from += AHEAD) {
        int readyCount = pick(from, Math.min(count, from + AHEAD), ready);
        for (int i = 0; i < readyCount; i++) {
          loop.writer().write(ready[i]);
        }
      }
    }

    /** Picks those that nobody else writes to meanwhile. */
    private int pick(int from, int to, Connection[] ready) {
      int count = 0;
      for (int i = from; i < to; i++) {
        if (members[i].outbound().needsWriter()) {
          ready[count++] = members[i];
        }
      }
      return count;
    }
  }
}
