package heliograph.kafka;

import heliograph.bench.jmh.ShortRun;
import heliograph.domain.id.RoomName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** A record of a room that this node does not follow; 1,000 rooms are followed. */
public class SkipBenchmark extends ShortRun {
  private static final int RECORDS = 1_024;
  private static final int FOLLOWED = 1_000;
  private static final int VALUE_BYTES = 200;

  private final FollowedRooms rooms = new FollowedRooms();
  private final RoomKey probe = new RoomKey();
  private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
  private MemoryRecords batch;

  @Setup
  public void prepare() {
    for (int i = 0; i < FOLLOWED; i++) {
      rooms.add(new RoomName("room-" + i));
    }
    SimpleRecord[] written = new SimpleRecord[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      byte[] key = ("other-" + i % 500).getBytes(StandardCharsets.UTF_8);
      Header[] headers = {
        new RecordHeader(RecordFormat.FROM, "alice".getBytes(StandardCharsets.UTF_8))
      };
      written[i] = new SimpleRecord(1_790_000_000_000L, key, new byte[VALUE_BYTES], headers);
    }
    batch = MemoryRecords.withRecords(Compression.NONE, written);
    batch.records().forEach(record -> records.add(consumed(record)));
    if (skipped(records) != RECORDS) {
      throw new IllegalStateException("not all are foreign");
    }
  }

  /** What is ours of it: the look-up by the key's bytes, and for a header. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int own() {
    return skipped(records);
  }

  /** With the records taken from a fetched batch as Kafka's client does it. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public int fromTheFetchedBatch() {
    List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled = new ArrayList<>();
    for (Record record : batch.records()) {
      polled.add(consumed(record));
    }
    return skipped(polled);
  }

  private int skipped(List<ConsumerRecord<ByteBuffer, ByteBuffer>> polled) {
    int skipped = 0;
    for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polled) {
      if (rooms.find(probe.at(record.key())) == null && !RecordFormat.hasKey(record)) {
        skipped++;
      }
    }
    return skipped;
  }

  private static ConsumerRecord<ByteBuffer, ByteBuffer> consumed(Record record) {
    return new ConsumerRecord<>(
        "heliograph.rooms",
        0,
        record.offset(),
        record.timestamp(),
        TimestampType.LOG_APPEND_TIME,
        record.keySize(),
        record.valueSize(),
        record.key(),
        record.value(),
        new RecordHeaders(record.headers()),
        Optional.empty());
  }
}
