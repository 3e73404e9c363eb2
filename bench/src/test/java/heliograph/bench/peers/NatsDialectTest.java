package heliograph.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NatsDialectTest {
  private static final String MESSAGE = "MSG r7 1 20\r\nT00000000000000ff ab\r\n";
  private static final String GREETING = "INFO {\"x\":1}\r\nPONG\r\n";

  private final List<String> heard = new ArrayList<>();
  private final NatsDialect dialect = new NatsDialect();
  private final Dialect.Events events =
      new Dialect.Events() {
        @Override
        public void ready() {
          heard.add("ready");
        }

        @Override
        public void joined() {
          heard.add("joined");
        }

        @Override
        public void delivery(byte[] bytes, int off) {
          heard.add(bytes == null ? "counted" : "stamp " + Payload.stamp(bytes, off));
        }

        @Override
        public void answer(String text) {
          heard.add(text.substring(0, 4));
        }
      };

  private void receive(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    dialect.received(bytes, 0, bytes.length, events);
  }

  @Test
  void severalMessagesInOneFrameAreSeveralDeliveries() {
    receive(GREETING + MESSAGE + MESSAGE);

    assertThat(heard).containsExactly("CONN", "ready", "stamp 255", "stamp 255");
  }

  @Test
  void messagesCutAnywhereAreCountedOnce() {
    for (int cut = 1; cut < MESSAGE.length(); cut++) {
      heard.clear();
      receive(MESSAGE.substring(0, cut));
      receive(MESSAGE.substring(cut) + MESSAGE);

      assertThat(heard).as("cut at %d", cut).hasSize(2);
      assertThat(heard.getLast()).isEqualTo("stamp 255");
    }
  }

  @Test
  void subscriptionIsDoneWithThePongBehindIt() {
    receive(GREETING);
    dialect.join("r7");
    receive("PONG\r\n");

    assertThat(heard).containsExactly("CONN", "ready", "joined");
  }

  @Test
  void pingOfTheServerIsAnswered() {
    receive("PING\r\n");

    assertThat(heard).containsExactly("PONG");
  }
}
