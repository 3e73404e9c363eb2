package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.UserId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SendersTest {
  private final Senders senders = new Senders();

  @Test
  void whoSendsTwiceIsOneObject() {
    UserId first = senders.of(Bytes.utf8("åse"));

    assertThat(first).isEqualTo(new UserId("åse"));
    assertThat(senders.of(Bytes.utf8("åse"))).isSameAs(first);
  }

  @Test
  void howeverManyThereAreEachIsItself() {
    Random random = new Random(7);
    for (int i = 0; i < 20 * Senders.ENTRIES; i++) {
      String name = "user-" + random.nextInt(4 * Senders.ENTRIES);

      assertThat(senders.of(Bytes.utf8(name)).value()).isEqualTo(name);
    }
  }

  @Test
  void whatIsNoUserIsNone() {
    assertThat(senders.of(new byte[0])).isNull();
    assertThat(senders.of(new byte[] {'a', (byte) 0xff})).isNull();
    assertThat(senders.of(new byte[UserId.BYTES_MAX + 1])).isNull();
    assertThat(senders.of(null)).isNull();
  }
}
