package heliograph.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Control;
import heliograph.domain.id.NodeId;
import heliograph.domain.id.SessionId;
import heliograph.domain.id.UserId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFormatTest {
  private static final Control TAKEN =
      new Control.SessionTaken(new SessionId("s-ü"), new NodeId("n\"1"), 42);

  @Test
  void whatIsWrittenIsRead() {
    Control disconnect = new Control.Disconnect(new UserId("bøb"));

    assertThat(ControlFormat.decode(ControlFormat.encode(TAKEN))).isEqualTo(TAKEN);
    assertThat(ControlFormat.decode(ControlFormat.encode(disconnect))).isEqualTo(disconnect);
    assertThat(ControlFormat.key(TAKEN)).isEqualTo(Bytes.utf8("session:s-ü"));
    assertThat(ControlFormat.key(disconnect)).isEqualTo(Bytes.utf8("user:bøb"));
  }

  @Test
  void controlIsSmallJson() {
    assertThat(new String(ControlFormat.encode(TAKEN), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"v\":1,\"type\":\"session_taken\",\"session\":\"s-ü\",\"owner\":\"n\\\"1\",\"version\":42}");
  }

  @Test
  void fieldsOfLaterVersionsArePassedOver() {
    String later =
        "{\"more\":{\"a\":[1]},\"v\":1,\"type\":\"disconnect\",\"x\":null,\"user\":\"b\"}";

    assertThat(ControlFormat.decode(Bytes.utf8(later)))
        .isEqualTo(new Control.Disconnect(new UserId("b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "{}",
        "{\"v\":2,\"type\":\"disconnect\",\"user\":\"b\"}",
        "{\"v\":1,\"type\":\"other\"}",
        "{\"v\":1}",
        "{\"v\":1,\"type\":\"disconnect\"}",
        "{\"v\":1,\"type\":\"disconnect\",\"user\":\"\"}",
        "{\"v\":1,\"type\":\"session_taken\",\"session\":\"s\",\"owner\":\"n\",\"version\":\"1\"}",
        "{\"v\":99999999999999999999}",
        "{\"v\":1,"
      })
  void whatIsNoControlIsNone(String text) {
    assertThat(ControlFormat.decode(Bytes.utf8(text))).isNull();
  }
}
