package heliograph.domain.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AckWindowTest {

  @Test
  void itIsFullAtItsBoundAndAnAckMakesRoom() {
    AckWindow window = new AckWindow(2, -1, -1);
    window.sent(3, 100);
    assertThat(window.isFull()).isFalse();
    window.sent(5, 200);
    assertThat(window.isFull()).isTrue();

    window.ack(4);

    assertThat(window.isFull()).isFalse();
    assertThat(window.acked()).isEqualTo(4);
    assertThat(window.oldestSentAtMs()).isEqualTo(200);
  }

  @Test
  void onlyWhatWasSentBeforeByWhateverNodeIsARepetition() {
    AckWindow window = new AckWindow(10, 2, 5);

    assertThat(window.sent(4, 0)).isTrue();
    assertThat(window.sent(5, 0)).isTrue();
    assertThat(window.sent(6, 0)).isFalse();
    window.rewind();

    assertThat(window.isEmpty()).isTrue();
    assertThat(window.highest()).isEqualTo(6);
    assertThat(window.sent(6, 0)).isTrue();
  }

  @Test
  void highestIsNeverBelowWhatIsAcked() {
    assertThat(new AckWindow(1, 7, 3).highest()).isEqualTo(7);
  }

  @Property(tries = 300)
  void itAgreesWithAQueue(
      @ForAll @Size(max = 80) List<@IntRange(min = -6, max = 6) Integer> steps) {
    AckWindow window = new AckWindow(1_000, 0, 0);
    ArrayDeque<Long> queue = new ArrayDeque<>();
    long next = 0;
    long acked = 0;
    for (int step : steps) {
      if (step > 0) {
        next += step;
        window.sent(next, next * 10);
        queue.addLast(next);
      } else {
        long upTo = acked - step;
        window.ack(upTo);
        acked = Math.max(acked, upTo);
        next = Math.max(next, acked);
        queue.removeIf(p -> p <= upTo);
      }
      assertThat(window.isEmpty()).isEqualTo(queue.isEmpty());
      assertThat(window.acked()).isEqualTo(acked);
      if (!queue.isEmpty()) {
        assertThat(window.oldestSentAtMs()).isEqualTo(queue.getFirst() * 10);
      }
    }
  }
}
