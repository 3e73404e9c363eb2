package heliograph.domain.room;

import static heliograph.domain.room.Messages.record;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.Epoch;
import heliograph.domain.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RingTest {
  /** Where it does not matter. */
  private static final long PREV = Message.UNKNOWN;

  @Test
  void emptyRingCoversWhatIsAtItsFloorAndAbove() {
    Ring ring = ring(7, 4, 10_000);

    assertThat(List.of(ring.covers(6), ring.covers(7), ring.covers(8)))
        .containsExactly(false, true, true);
    assertThat(ring.indexAfter(7)).isZero();
  }

  @Test
  void oldestGoesFirstAndTheFloorRisesToIt() {
    Ring ring = ring(0, 2, 10_000);
    ring.add(record(3), PREV);
    ring.add(record(5), PREV);
    assertThat(ring.floor()).isZero();

    ring.add(record(9), PREV);

    assertThat(positions(ring)).containsExactly(5L, 9L);
    assertThat(ring.floor()).isEqualTo(3);
  }

  @Test
  void bytesAreBoundedButTheNewestStaysHoweverLarge() {
    Ring ring = ring(0, 100, 500);
    ring.add(record(1, 10, 0), PREV);
    ring.add(record(2, 10, 0), PREV);
    assertThat(ring.bytes()).isEqualTo(420);
    ring.add(record(3, 5_000, 0), PREV);

    assertThat(positions(ring)).containsExactly(3L);
    assertThat(ring.bytes()).isEqualTo(5_200);
    ring.add(record(4, 10, 0), PREV);

    assertThat(positions(ring)).containsExactly(4L);
    assertThat(ring.floor()).isEqualTo(3);
  }

  @Test
  void newestMessagesAreKeptWithTheirFormsAndThoseBeforeThemMadeAnew() {
    Ring ring = ring(0, 4 * Ring.FRESH_MAX, 100_000);
    for (int i = 1; i <= 3 * Ring.FRESH_MAX; i++) {
      ring.add(record(i), i - 1).attach("encoded");
    }

    assertThat(encoded(ring))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(2 * Ring.FRESH_MAX + 1, 3 * Ring.FRESH_MAX).boxed().toList());
  }

  @Test
  void messagesAreNotKeptForLongerThanTheyAreNew() {
    Ring ring = ring(0, 16, 100_000);
    ring.add(record(1, 10, 1_000), 0).attach("encoded");
    ring.add(record(2, 10, 1_001), 1).attach("encoded");
    ring.add(record(3, 10, 1_000 + Ring.FRESH_MS), 2).attach("encoded");
    assertThat(encoded(ring)).containsExactly(1L, 2L, 3L);

    ring.add(record(4, 10, 1_001 + Ring.FRESH_MS), 3);

    assertThat(encoded(ring)).containsExactly(2L, 3L);
  }

  @Test
  void whoComesLaterGetsTheSameMessageAsAnyOtherWhoDoes() {
    Ring ring = ring(0, 4 * Ring.FRESH_MAX, 100_000);
    ring.add(record(1), Message.UNKNOWN);
    for (int i = 2; i <= 2 * Ring.FRESH_MAX; i++) {
      ring.add(record(i), i - 1);
    }

    assertThat(ring.get(0)).isSameAs(ring.get(0));
    assertThat(ring.get(0).prev()).isEqualTo(Message.UNKNOWN);
    assertThat(ring.get(1).prev()).isEqualTo(1);
  }

  @Test
  void oldestMessageStillSaysWhatWasBeforeIt() {
    Ring ring = ring(0, 4, 100_000);
    for (int i = 1; i <= 20; i++) {
      ring.add(record(2 * i, 10, 1_000 * i), 2 * i - 2);
    }

    assertThat(ring.get(0).prev()).isEqualTo(ring.get(0).position() - 2);
  }

  @Test
  void clearedRingHoldsNothingAndCoversWhatComes() {
    Ring ring = ring(0, 4, 10_000);
    ring.add(record(3), PREV);
    ring.add(record(5), PREV);

    ring.clear();
    ring.add(record(8), PREV);

    assertThat(positions(ring)).containsExactly(8L);
    assertThat(ring.floor()).isEqualTo(5);
    assertThat(ring.bytes()).isEqualTo(record(8).sizeBytes());
  }

  @Property(tries = 300)
  void itHoldsEverythingAboveItsFloorInOrder(
      @ForAll @Size(max = 120) List<@IntRange(min = 1, max = 5) Integer> steps,
      @ForAll @IntRange(min = 1, max = 100) int messagesMax) {
    Ring ring = ring(0, messagesMax, Integer.MAX_VALUE);
    List<Long> added = new ArrayList<>();
    long position = 0;
    for (int step : steps) {
      position += step;
      added.add(position);
      ring.add(record(position), PREV);
    }

    assertThat(ring.size()).isEqualTo(Math.min(added.size(), messagesMax));
    assertThat(positions(ring)).isEqualTo(added.stream().filter(p -> p > ring.floor()).toList());
    for (long p = 0; p <= position + 1; p++) {
      long from = p;
      long after = positions(ring).stream().filter(q -> q > from).count();
      assertThat(ring.size() - ring.indexAfter(p)).isEqualTo((int) after);
    }
  }

  private static Ring ring(long floor, int messagesMax, int bytesMax) {
    return new Ring(new Epoch("e"), floor, messagesMax, bytesMax);
  }

  private static List<Long> encoded(Ring ring) {
    List<Long> encoded = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      if (ring.get(i).attachment() != null) {
        encoded.add(ring.get(i).position());
      }
    }
    return encoded;
  }

  private static List<Long> positions(Ring ring) {
    List<Message> held = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      held.add(ring.get(i));
    }
    return held.stream().map(Message::position).toList();
  }
}
