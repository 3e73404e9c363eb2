package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastOffsetsTest {
  private static RoomKey room(int i) {
    return RoomKey.of(Bytes.utf8("$user:" + i));
  }

  @Test
  void roomOfWhichNothingWasSeenIsBoundedByWhereReadingBegan() {
    LastOffsets offsets = new LastOffsets(new long[] {0, 1_000});

    offsets.seen(1, room(1), 1_005);

    assertThat(offsets.boundOf(0, room(2))).isEqualTo(-1);
    assertThat(offsets.boundOf(1, room(2))).isEqualTo(999);
    assertThat(offsets.boundOf(1, room(1))).isEqualTo(1_005);
  }

  @Test
  void boundIsNeverBelowTheLastRecordAndHardlyEverAbove() {
    LastOffsets offsets = new LastOffsets(new long[12]);
    Map<Integer, Long> last = new HashMap<>();
    Random random = new Random(1);
    for (long offset = 0; offset < 100_000; offset++) {
      int room = random.nextInt(4_000);
      offsets.seen(3, room(room), offset);
      last.put(room, offset);
    }

    int above = 0;
    for (int room : last.keySet()) {
      long bound = offsets.boundOf(3, room(room));
      assertThat(bound).isGreaterThanOrEqualTo(last.get(room));
      above += bound > last.get(room) ? 1 : 0;
    }
    assertThat(above).isLessThan(last.size() / 20);
  }

  @Test
  void tenThousandPartitionsHaveEntriesOfTheirOwn() {
    LastOffsets offsets = new LastOffsets(new long[10_000]);

    offsets.seen(9_999, room(1), 5);

    assertThat(offsets.boundOf(9_999, room(1))).isEqualTo(5);
    assertThat(offsets.boundOf(9_998, room(1))).isEqualTo(-1);
  }
}
