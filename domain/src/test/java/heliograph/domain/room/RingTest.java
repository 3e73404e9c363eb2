package heliograph.domain.room;

import static heliograph.domain.room.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void emptyRingCoversWhatIsAtItsFloorAndAbove() {
    Ring ring = new Ring(7, 4, 10_000);

    assertThat(List.of(ring.covers(6), ring.covers(7), ring.covers(8)))
        .containsExactly(false, true, true);
    assertThat(ring.indexAfter(7)).isZero();
  }

  @Test
  void oldestGoesFirstAndTheFloorRisesToIt() {
    Ring ring = new Ring(0, 2, 10_000);
    ring.add(message(3));
    ring.add(message(5));
    assertThat(ring.floor()).isZero();

    ring.add(message(9));

    assertThat(positions(ring)).containsExactly(5L, 9L);
    assertThat(ring.floor()).isEqualTo(3);
  }

  @Test
  void bytesAreBoundedButTheNewestStaysHoweverLarge() {
    Ring ring = new Ring(0, 100, 500);
    ring.add(message(1, 10));
    ring.add(message(2, 10));
    assertThat(ring.bytes()).isEqualTo(420);
    ring.add(message(3, 5_000));

    assertThat(positions(ring)).containsExactly(3L);
    assertThat(ring.bytes()).isEqualTo(5_200);
    ring.add(message(4, 10));

    assertThat(positions(ring)).containsExactly(4L);
    assertThat(ring.floor()).isEqualTo(3);
  }

  @Test
  void encodedFormsOfTheNewestAreKeptAndThoseBeforeThemDropped() {
    Ring ring = new Ring(0, 4 * Ring.ENCODED_MAX, 100_000);
    for (int i = 1; i <= 3 * Ring.ENCODED_MAX; i++) {
      Message message = message(i);
      message.attach("encoded");
      ring.add(message);
    }

    List<Long> encoded = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      if (ring.get(i).attachment() != null) {
        encoded.add(ring.get(i).position());
      }
    }
    assertThat(encoded)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(2 * Ring.ENCODED_MAX + 1, 3 * Ring.ENCODED_MAX)
                .boxed()
                .toList());
  }

  @Test
  void clearedRingHoldsNothingAndCoversWhatComes() {
    Ring ring = new Ring(0, 4, 10_000);
    ring.add(message(3));
    ring.add(message(5));

    ring.clear();
    ring.add(message(8));

    assertThat(positions(ring)).containsExactly(8L);
    assertThat(ring.floor()).isEqualTo(5);
    assertThat(ring.bytes()).isEqualTo(message(8).sizeBytes());
  }

  @Property(tries = 300)
  void itHoldsEverythingAboveItsFloorInOrder(
      @ForAll @Size(max = 120) List<@IntRange(min = 1, max = 5) Integer> steps,
      @ForAll @IntRange(min = 1, max = 100) int messagesMax) {
    Ring ring = new Ring(0, messagesMax, Integer.MAX_VALUE);
    List<Long> added = new ArrayList<>();
    long position = 0;
    for (int step : steps) {
      position += step;
      added.add(position);
      ring.add(message(position));
    }

    assertThat(ring.size()).isEqualTo(Math.min(added.size(), messagesMax));
    assertThat(positions(ring)).isEqualTo(added.stream().filter(p -> p > ring.floor()).toList());
    for (long p = 0; p <= position + 1; p++) {
      long from = p;
      long after = positions(ring).stream().filter(q -> q > from).count();
      assertThat(ring.size() - ring.indexAfter(p)).isEqualTo((int) after);
    }
  }

  private static List<Long> positions(Ring ring) {
    List<Message> held = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      held.add(ring.get(i));
    }
    return held.stream().map(Message::position).toList();
  }
}
