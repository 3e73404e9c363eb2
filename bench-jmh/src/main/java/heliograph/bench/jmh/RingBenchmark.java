package heliograph.bench.jmh;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.UserId;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.domain.message.Payload;
import heliograph.domain.room.Ring;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** A room's ring of recent messages when it is full. */
public class RingBenchmark extends ShortRun {
  private static final int MESSAGES = 256;
  private static final int BYTES = 1 << 20;

  private final LogRecord[] records = new LogRecord[2 * MESSAGES];
  private final Ring changing = new Ring(new Epoch("e"), -1, MESSAGES, BYTES);
  private final Ring still = new Ring(new Epoch("e"), -1, MESSAGES, BYTES);
  private int next;
  private long cursor;

  @Setup
  public void prepare() {
    Payload payload = new Payload(Payload.Type.JSON, new byte[64]);
    for (int i = 0; i < records.length; i++) {
      records[i] =
          new LogRecord(new RoomName("r"), 0, i, 0, new UserId("u"), null, payload, null, null);
      changing.add(records[i], i - 1);
      still.add(records[i], i - 1);
    }
  }

  @Benchmark
  public void append() {
    changing.add(records[next++ & (records.length - 1)], -1);
  }

  /** Finds a cursor's place and takes the message after it. */
  @Benchmark
  public Message readAfterCursor() {
    int i = still.indexAfter(MESSAGES + (cursor++ & (MESSAGES - 1)) - 1);
    return still.get(i);
  }
}
