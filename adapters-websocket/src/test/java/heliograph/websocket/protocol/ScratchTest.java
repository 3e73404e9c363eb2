package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.id.RoomName;
import heliograph.domain.message.Ephemeral;
import heliograph.domain.message.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchTest {
  private final Scratch scratch = new Scratch();

  @Test
  void itGivesTheSameArrayAgainUnlessThatIsTooSmall() {
    byte[] first = scratch.atLeast(1_000);
    assertThat(first).hasSizeGreaterThanOrEqualTo(1_000);

    assertThat(scratch.atLeast(10)).isSameAs(first);
    assertThat(scratch.atLeast(first.length + 1)).hasSizeGreaterThan(first.length);
    assertThat(scratch.atLeast(Scratch.KEPT_BYTES_MAX)).hasSize(Scratch.KEPT_BYTES_MAX);
  }

  @Test
  void aLargeArrayIsNotKept() {
    byte[] large = scratch.atLeast(Scratch.KEPT_BYTES_MAX + 1);
    assertThat(large).hasSize(Scratch.KEPT_BYTES_MAX + 1);

    assertThat(scratch.atLeast(10)).hasSizeLessThan(100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void framesWrittenInItOneAfterTheOtherAreWhatTheyAreByThemselves(boolean binary) {
    WireFormat format = binary ? WireFormat.cbor() : WireFormat.json();
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      String data = "\"" + "é\\n".repeat(random.nextInt(random.nextBoolean() ? 20 : 20_000)) + "\"";
      Payload payload = new Payload(Payload.Type.JSON, data.getBytes(StandardCharsets.UTF_8));
      Ephemeral frame = new Ephemeral(new RoomName("r"), null, i, payload, null);

      assertThat(format.encode(frame, scratch, Arrays::copyOfRange))
          .isEqualTo(format.encode(frame));
    }
  }
}
