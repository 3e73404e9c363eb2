package heliograph.kafka;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * One pass over a part of a partition, oldest first, that serves all reads after positions in that
 * part, those that come while it is under way too. Ends when all are served, at the log's end, or
 * when it has seen enough: then a read gets what was found for it, and may go on from there.
 */
final class ForwardScan extends Scan {
  /** Gives further reads whose start fits. */
  interface Joiners {
    List<ReadRequest> take(Predicate<ReadRequest> fits);
  }

  private final Joiners joiners;
  private final List<Forward> open = new ArrayList<>();
  private final Map<RoomKey, List<Forward>> byRoom = new HashMap<>();
  private long end;
  private long next;

  /** Exclusive upper bound of what this scan looks at. */
  private long stop;

  ForwardScan(
      PartitionReader reader, Answers answers, Epoch epoch, KafkaConfig config, Joiners joiners) {
    super(reader, answers, epoch, config);
    this.joiners = joiners;
  }

  /** Answers reads, but for those that it does not get to. */
  void run(List<ReadRequest> batch) {
    end = reader.end() - 1;
    batch.forEach(this::add);
    if (open.isEmpty()) {
      return;
    }
    next = open.stream().mapToLong(f -> f.request.start()).min().orElseThrow() + 1;
    stop = next + recordsMax;
    reader.seek(next);
    while (!open.isEmpty() && next <= end && next < stop && !isLate()) {
      read();
      List<ReadRequest> late =
          joiners.take(r -> r.isForward() && r.start() >= next - 1 && r.start() < stop);
      if (!late.isEmpty()) {
        answers.takeOn(late);
        end = reader.end() - 1;
        late.forEach(this::add);
      }
    }
    finish();
  }

  private void add(ReadRequest request) {
    Forward forward = new Forward(request);
    if (request.start() >= end) {
      answers.found(request, forward.upTo(request.start(), end, false, epoch));
      return;
    }
    open.add(forward);
    byRoom.computeIfAbsent(request.key(), k -> new ArrayList<>()).add(forward);
  }

  private void read() {
    try {
      for (ConsumerRecord<ByteBuffer, ByteBuffer> record : reader.poll()) {
        if (record.offset() > end || record.offset() >= stop) {
          break;
        }
        List<Forward> interested = record.key() == null ? null : byRoom.get(probe.at(record.key()));
        if (interested != null) {
          hand(record, interested);
        }
      }
      next = Math.min(reader.next(), Math.min(end + 1, stop));
    } catch (OffsetOutOfRangeException e) {
      skipWhatIsGone(e);
    }
  }

  private void hand(ConsumerRecord<ByteBuffer, ByteBuffer> record, List<Forward> interested) {
    LogRecord decoded = decode(interested.getFirst().request, record);
    if (decoded == null) {
      return;
    }
    List<Forward> served = interested.stream().filter(f -> !f.take(decoded)).toList();
    for (Forward forward : served) {
      answers.found(forward.request, forward.upTo(record.offset() - 1, end, true, epoch));
    }
    if (!served.isEmpty()) {
      open.removeAll(served);
      interested.removeAll(served);
      if (interested.isEmpty()) {
        byRoom.remove(served.getFirst().request.key());
      }
    }
  }

  private void skipWhatIsGone(OffsetOutOfRangeException e) {
    long beginning = reader.beginning();
    if (beginning <= next) {
      throw e;
    }
    open.forEach(f -> f.begins(beginning));
    reader.seek(beginning);
    next = Math.min(beginning, end + 1);
  }

  private void finish() {
    for (Forward forward : open) {
      if (forward.request.start() < next - 1) {
        answers.found(forward.request, forward.upTo(next - 1, end, next <= end, epoch));
      } else if (isLate()) {
        failLate(forward.request);
      }
    }
  }
}
