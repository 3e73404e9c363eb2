package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadQueueTest {
  private static final int SCAN = 100;
  private final ReadQueue queue = new ReadQueue(4, SCAN);
  private long clock;

  private ReadRequest after(int partition, long position) {
    return request(partition, new Span.After(position));
  }

  private ReadRequest request(int partition, Span.Direction direction) {
    Span span = new Span(new RoomName("r"), direction, 1, 1);
    clock++;
    return new ReadRequest(clock, span, partition, RoomKey.of(Bytes.utf8("r")), clock);
  }

  @Test
  void oldestIsServedFirstAndTakesAlongWhatLiesNear() throws Exception {
    ReadRequest first = after(2, 1_000);
    ReadRequest far = after(2, 2_000);
    ReadRequest near = after(2, 1_050);
    ReadRequest back = request(2, new Span.Before(1_000));
    List.of(first, far, near, back).forEach(queue::offer);

    assertThat(queue.take()).containsExactly(first, near);
    assertThat(queue.join(2, r -> r.start() == 2_000)).containsExactly(far);
    queue.release(2, List.of());
    assertThat(queue.take()).containsExactly(back);
  }

  @Test
  void partitionIsTakenByOneAtATimeAndNobodyIsOvertakenForGood() throws Exception {
    ReadRequest old = after(1, 0);
    ReadRequest other = after(2, 0);
    ReadRequest second = after(1, 5_000);
    List.of(old, other, second).forEach(queue::offer);

    assertThat(queue.take()).containsExactly(old);
    assertThat(queue.take()).containsExactly(other);
    queue.release(1, List.of(old));
    ReadRequest later = after(3, 0);
    queue.offer(later);

    assertThat(queue.take()).containsExactly(old);
    assertThat(queue.take()).containsExactly(later);
    queue.release(1, List.of());
    assertThat(queue.take()).containsExactly(second);
  }

  @Test
  void tooManyAreRefused() {
    for (int i = 0; i < 4; i++) {
      assertThat(queue.offer(after(1, i))).isTrue();
    }

    assertThat(queue.offer(after(1, 5))).isFalse();
  }

  @Test
  void closedQueueGivesBackWhatWaitsAndServesNoMore() throws Exception {
    ReadRequest taken = after(1, 0);
    queue.offer(taken);
    queue.take();
    ReadRequest waiting = after(2, 0);
    queue.offer(waiting);

    assertThat(queue.close()).containsExactly(waiting);

    assertThat(queue.take()).isEmpty();
    assertThat(queue.offer(after(1, 0))).isFalse();
    assertThat(queue.release(1, List.of(taken))).isFalse();
  }
}
