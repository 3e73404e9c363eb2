package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GatherTest {
  private final Gather gather = new Gather();

  @Test
  void smallFramesGoTogetherInTheirOrder() {
    gather.add(new byte[] {1, 2});
    gather.add(new byte[] {3});

    assertThat(gather.fitsOneWrite()).isTrue();
    assertThat(gather.nextIsOne()).isFalse();
    assertThat(next()).containsExactly(1, 2, 3);
    assertThat(gather.isEmpty()).isTrue();
  }

  @Test
  void allOfItIsOneArrayInTheSameOrder() {
    gather.add(new byte[] {1, 2});
    gather.add(new byte[] {3});

    assertThat(gather.takeAll()).containsExactly(1, 2, 3);
    assertThat(gather.isEmpty()).isTrue();
  }

  @Test
  void oneFrameIsNotCopied() {
    byte[] frame = new byte[10];
    gather.add(frame);
    assertThat(gather.nextIsOne()).isTrue();
    assertThat(gather.takeOne()).isSameAs(frame);

    gather.add(frame);
    assertThat(gather.takeAll()).isSameAs(frame);
  }

  @Test
  void aWriteTakesNoMoreThanItMay() {
    byte[] large = new byte[Gather.BYTES_MAX + 1];
    byte[] half = new byte[Gather.BYTES_MAX / 2];
    gather.add(half);
    gather.add(half);
    gather.add(new byte[1]);
    gather.add(large);
    gather.add(new byte[2]);

    assertThat(gather.fitsOneWrite()).isFalse();
    assertThat(next()).hasSize(Gather.BYTES_MAX);
    assertThat(gather.nextIsOne()).isTrue();
    assertThat(gather.takeOne()).hasSize(1);
    assertThat(gather.nextIsOne()).isTrue();
    assertThat(gather.takeOne()).isSameAs(large);
    assertThat(gather.takeOne()).hasSize(2);
    assertThat(gather.isEmpty()).isTrue();
  }

  private byte[] next() {
    ByteBuffer buffer = ByteBuffer.allocate(Gather.BYTES_MAX);
    gather.takeNext(buffer);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
