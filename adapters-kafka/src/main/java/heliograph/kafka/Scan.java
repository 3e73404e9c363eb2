package heliograph.kafka;

import heliograph.domain.Input.LogFailure;
import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What scans in both directions have in common. For one thread. */
abstract class Scan {
  final PartitionReader reader;
  final Answers answers;
  final Epoch epoch;
  final int recordsMax;
  final RoomKey probe = new RoomKey();
  private final long deadlineNanos;

  Scan(PartitionReader reader, Answers answers, Epoch epoch, KafkaConfig config) {
    this.reader = reader;
    this.answers = answers;
    this.epoch = epoch;
    this.recordsMax = config.scanRecordsMax();
    this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.readTimeoutMs());
  }

  final boolean isLate() {
    return System.nanoTime() - deadlineNanos > 0;
  }

  final void failLate(ReadRequest request) {
    answers.fail(request, LogFailure.UNAVAILABLE);
  }

  static LogRecord decode(ReadRequest request, ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    return RecordFormat.decode(request.span().room(), record, RecordFormat::user);
  }
}
