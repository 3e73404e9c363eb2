package heliograph.kafka;

import heliograph.domain.Input;
import heliograph.domain.id.RoomName;
import heliograph.domain.message.LogRecord;
import heliograph.domain.message.Message;
import heliograph.ports.Inbox;
import heliograph.ports.Telemetry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * What the log's reader has read of one life of the log, and what becomes of it: records of
 * followed rooms, and all with a key, go on to the hub. For the reader's thread.
 */
final class Incoming {
  /** How often the hub is told how far all was read. */
  private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final FollowedRooms rooms;
  private final Inbox inbox;
  private final Telemetry telemetry;
  private final OneLine warnings;
  private final RoomKey probe = new RoomKey();
  private final Senders senders = new Senders();

  private final LastOffsets last;
  private final long[] passed;
  private long[] told;
  private long toldAtNanos = System.nanoTime();

  /**
   * Makes one that was handed nothing.
   *
   * @param from by partition, the first offset that will be read
   */
  Incoming(long[] from, FollowedRooms rooms, Inbox inbox, Telemetry telemetry, OneLine warnings) {
    this.rooms = rooms;
    this.inbox = inbox;
    this.telemetry = telemetry;
    this.warnings = warnings;
    last = new LastOffsets(from);
    passed = Arrays.stream(from).map(offset -> offset - 1).toArray();
    told = passed.clone();
  }

  /** Returns up to which offset a partition was read. */
  long passed(int partition) {
    return passed[partition];
  }

  /** Notes that a partition was read up to an offset, with or without a record there. */
  void pass(int partition, long offset) {
    passed[partition] = offset;
  }

  /** Returns whether all records before these offsets, by partition, were read. */
  boolean isPast(long[] ends) {
    for (int i = 0; i < ends.length; i++) {
      if (passed[i] + 1 < ends[i]) {
        return false;
      }
    }
    return true;
  }

  /** Has a room's later records go on, and tells the hub from where on that is. */
  void follow(RoomName room, Life life) {
    byte[] name = Bytes.utf8(room.value());
    int partition = life.partitionOf(name);
    long head = passed[partition];
    long floor = Math.min(head, last.boundOf(partition, RoomKey.of(name)));
    rooms.add(room);
    inbox.submit(
        new Input.Followed(
            room, life.epoch(), partition, head, floor, floor < 0 ? -1 : Message.UNKNOWN));
  }

  /** Hands on what is to go on; the hub hears of it when the reader flushes. */
  void take(ConsumerRecords<ByteBuffer, ByteBuffer> polled) {
    if (polled.isEmpty()) {
      return;
    }
    List<LogRecord> wantedHere = new ArrayList<>();
    long unusable = 0;
    for (ConsumerRecord<ByteBuffer, ByteBuffer> record : polled) {
      if (record.key() == null) {
        unusable++;
        continue;
      }
      probe.at(record.key());
      last.seen(record.partition(), probe, record.offset());
      RoomName room = rooms.find(probe);
      if (room == null && !RecordFormat.hasKey(record)) {
        continue;
      }
      LogRecord decoded = decode(room, record);
      if (decoded != null) {
        wantedHere.add(decoded);
      } else {
        unusable++;
      }
    }
    if (unusable > 0) {
      telemetry.count(Telemetry.Counter.LOG_RECORDS_UNUSABLE, unusable);
    }
    if (!wantedHere.isEmpty()) {
      inbox.submitLater(new Input.Records(wantedHere));
    }
  }

  /** Whatever stands in a record, the reader goes on. */
  private LogRecord decode(RoomName room, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    try {
      if (record.value() == null) {
        return null;
      }
      return room == null
          ? RecordFormat.decodeKeyOnly(record)
          : RecordFormat.decode(room, record, senders::of);
    } catch (RuntimeException e) {
      warnings.warn(
          () ->
              "record %d of partition %d cannot be read: %s"
                  .formatted(record.offset(), record.partition(), Failures.words(e)));
      return null;
    }
  }

  /** Tells the hub now and then how far all was read, if it was read further. */
  void tellPassed() {
    long now = System.nanoTime();
    if (now - toldAtNanos >= TELL_NANOS && !Arrays.equals(passed, told)) {
      toldAtNanos = now;
      told = passed.clone();
      inbox.submit(new Input.Passed(Arrays.stream(told).boxed().toList()));
    }
  }
}
