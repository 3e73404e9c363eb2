package heliograph.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatherTest {
  private final Gather gather = new Gather();

  @Test
  void smallFramesGoTogetherInTheirOrder() {
    gather.add(new byte[] {1, 2});
    gather.add(new byte[] {3});

    assertThat(gather.fitsOneWrite()).isTrue();
    assertThat(gather.next()).containsExactly(1, 2, 3);
    assertThat(gather.next()).isNull();
  }

  @Test
  void oneFrameIsNotCopied() {
    byte[] frame = new byte[10];
    gather.add(frame);

    assertThat(gather.next()).isSameAs(frame);
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
    assertThat(gather.next()).hasSize(Gather.BYTES_MAX);
    assertThat(gather.next()).hasSize(1);
    assertThat(gather.next()).isSameAs(large);
    assertThat(gather.next()).hasSize(2);
    assertThat(gather.next()).isNull();
  }
}
