package heliograph.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.id.Epoch;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.RoomName;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import heliograph.domain.session.SessionRecord;
import heliograph.domain.session.SessionRecord.RoomCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionJsonTest {
  private static final SessionRecord SESSION =
      new SessionRecord(
          new SessionId("s\"1"),
          new UserId("ålice\\"),
          "a1",
          "b2",
          List.of(
              new RoomCursor(new RoomName("r"), new Epoch("e"), -1, 7, Long.MAX_VALUE, true),
              new RoomCursor(new RoomName("愛\"]"), new Epoch("e"), 3, 5, 4, false)),
          new NodeId("n"),
          7,
          1_700_000_000_000L);

  @Test
  void sessionIsCompactJsonThatBeginsWithItsVersion() {
    assertThat(new String(SessionJson.encode(SESSION), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"version\":7,\"id\":\"s\\\"1\",\"user\":\"ålice\\\\\",\"secret\":\"a1\","
                + "\"former\":\"b2\",\"owner\":\"n\",\"expires\":1700000000000,\"rooms\":["
                + "[\"r\",\"e\",-1,9223372036854775807,true,7],[\"愛\\\"]\",\"e\",3,4,false,5]]}");
  }

  @Test
  void whatWasEncodedIsDecodedTheSame() {
    assertThat(SessionJson.decode(SessionJson.encode(SESSION))).isEqualTo(SESSION);
  }

  @Test
  void everyCutIsRefusedInOneLine() {
    byte[] whole = SessionJson.encode(SESSION);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SessionJson.decode(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void damagedBytesAreRefusedOrReadAndNothingElse() {
    byte[] whole = SessionJson.encode(SESSION);
    Random random = new Random(42);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        SessionJson.decode(damaged);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 1_999);
  }
}
