package heliograph.kafka;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.LogRecord;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * One pass over a part of a partition, newest first, that serves all reads before positions in that
 * part. Kafka reads forward only, so it goes back window by window, each larger than the one
 * before. Ends as {@link ForwardScan} does.
 */
final class BackwardScan extends Scan {
  private static final int FIRST_WINDOW = 512;
  private static final int WINDOW_GROWTH = 4;
  private static final int WINDOW_MAX = 16_384;

  private final List<Backward> open = new ArrayList<>();
  private long end;
  private long beginning;

  BackwardScan(PartitionReader reader, Answers answers, Epoch epoch, KafkaConfig config) {
    super(reader, answers, epoch, config);
  }

  /** Answers reads, all of them. */
  void run(List<ReadRequest> batch) {
    end = reader.end() - 1;
    beginning = reader.beginning();
    batch.forEach(request -> open.add(new Backward(request, end)));
    long high = open.stream().mapToLong(b -> b.bound).max().orElseThrow();
    long stop = high - recordsMax;
    int window = FIRST_WINDOW;
    while (!open.isEmpty() && high > beginning && high > stop) {
      long low = Math.max(beginning, high - window);
      Map<RoomKey, Deque<ConsumerRecord<ByteBuffer, ByteBuffer>>> found = read(low, high);
      if (found == null) {
        break;
      }
      open.removeIf(backward -> isServed(backward, found.get(backward.request.key())));
      high = low;
      window = Math.min(window * WINDOW_GROWTH, WINDOW_MAX);
    }
    finish(high);
  }

  /** Returns the wanted rooms' records in {@code [low, high)}, newest first; null if it is late. */
  private Map<RoomKey, Deque<ConsumerRecord<ByteBuffer, ByteBuffer>>> read(long low, long high) {
    Map<RoomKey, Deque<ConsumerRecord<ByteBuffer, ByteBuffer>>> found = new HashMap<>();
    open.forEach(b -> found.put(b.request.key(), new ArrayDeque<>()));
    reader.seek(low);
    while (reader.next() < high) {
      if (isLate()) {
        return null;
      }
      try {
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : reader.poll()) {
          Deque<ConsumerRecord<ByteBuffer, ByteBuffer>> of =
              record.key() == null || record.offset() >= high
                  ? null
                  : found.get(probe.at(record.key()));
          if (of != null) {
            of.addFirst(record);
          }
        }
      } catch (OffsetOutOfRangeException e) {
        beginning = reader.beginning();
        if (beginning <= reader.next()) {
          throw e;
        }
        reader.seek(beginning);
      }
    }
    return found;
  }

  private boolean isServed(
      Backward backward, Deque<ConsumerRecord<ByteBuffer, ByteBuffer>> newestFirst) {
    for (ConsumerRecord<ByteBuffer, ByteBuffer> record : newestFirst) {
      LogRecord decoded = decode(backward.request, record);
      if (decoded != null && !backward.take(decoded)) {
        answers.found(backward.request, backward.after(record.offset(), end, true, epoch));
        return true;
      }
    }
    return false;
  }

  private void finish(long low) {
    for (Backward backward : open) {
      if (low < backward.bound || low <= beginning) {
        boolean more = low > beginning;
        answers.found(backward.request, backward.after(low - 1, end, more, epoch));
      } else {
        failLate(backward.request);
      }
    }
  }
}
