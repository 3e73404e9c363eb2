package heliograph.domain.room;

import static heliograph.domain.room.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {
  private final Segment segment =
      new Segment(10, 20, List.of(message(12), message(15), message(20)));

  @Test
  void itCoversCursorsThatFindHereWhatComesNext() {
    assertThat(List.of(segment.covers(9), segment.covers(10), segment.covers(19)))
        .containsExactly(false, true, true);
    assertThat(segment.covers(20)).isFalse();
  }

  @Test
  void indexIsOfTheFirstMessageAfter() {
    assertThat(List.of(segment.indexAfter(10), segment.indexAfter(11), segment.indexAfter(12)))
        .containsExactly(0, 0, 1);
    assertThat(List.of(segment.indexAfter(19), segment.indexAfter(20))).containsExactly(2, 3);
  }

  @Test
  void emptyOneHasASizeInBytesToo() {
    Segment empty = new Segment(10, 20, List.of());

    assertThat(empty.size()).isZero();
    assertThat(empty.bytes()).isPositive().isLessThan(segment.bytes());
  }
}
