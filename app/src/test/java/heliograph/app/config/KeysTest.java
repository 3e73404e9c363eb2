package heliograph.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.Limits;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeysTest {
  /** Independent programs rely on these names. */
  private static final List<String> PROMISED =
      List.of(
          "HOST",
          "PORT",
          "ADMIN_PORT",
          "NODE_ID",
          "LOG",
          "SESSIONS",
          "AUTH_SECRET",
          "AUTH_JWKS",
          "AUTH_ISSUER",
          "AUTH_AUDIENCE",
          "ALLOWED_ORIGINS",
          "HEARTBEAT_MS",
          "DRAIN_MS",
          "MAX_FRAME_BYTES",
          "ACK_TIMEOUT_MS",
          "RESUME_MS",
          "MAX_CONNECTIONS",
          "MAX_CONNECTIONS_PER_USER",
          "MAX_CONNECTIONS_PER_ADDRESS",
          "MAX_FRAMES_PER_SECOND",
          "MAX_BYTES_PER_SECOND",
          "KAFKA_BOOTSTRAP_SERVERS",
          "KAFKA_TOPIC",
          "KAFKA_PARTITIONS",
          "KAFKA_REPLICATION",
          "KAFKA_RETENTION_MS",
          "REDIS_URI");

  @Test
  void thePromisedNamesAreThere() {
    assertThat(Keys.ALL)
        .extracting(Key::environment)
        .containsAll(PROMISED.stream().map(name -> "HELIOGRAPH_" + name).toList());
  }

  @Test
  void everyBoundOfTheDomainHasItsKey() {
    assertThat(LimitKeys.ALL)
        .extracting(Key::name)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Limits.class.getRecordComponents()).map(KeysTest::kebab).toList());
  }

  private static String kebab(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void everyKeySetsItsOwnBoundAndNoOther() throws ReflectiveOperationException {
    for (RecordComponent component : Limits.class.getRecordComponents()) {
      Object before = component.getAccessor().invoke(Limits.DEFAULT);
      String other =
          switch (before) {
            case Number n -> String.valueOf(n.longValue() + 1);
            case List<?> none -> "lobby";
            default -> "close";
          };

      Limits limits = new ConfigFixture().flag(kebab(component), other).valid().limits();

      for (RecordComponent each : Limits.class.getRecordComponents()) {
        boolean same =
            each.getAccessor().invoke(limits).equals(each.getAccessor().invoke(Limits.DEFAULT));
        assertThat(same)
            .as("%s after --%s %s", each.getName(), kebab(component), other)
            .isEqualTo(!each.getName().equals(component.getName()));
      }
    }
  }

  @Test
  void everyKeyIsDocumentedInOneSentenceOrMore() {
    assertThat(Keys.ALL).allSatisfy(key -> assertThat(key.doc()).matches("[A-Z\\d].*\\."));
  }

  @Test
  void nearnessCountsEdits() {
    assertThat(Nearest.distance("port", "prot")).isEqualTo(1);
    assertThat(Nearest.distance("port", "ports")).isEqualTo(1);
    assertThat(Nearest.distance("", "port")).isEqualTo(4);
    assertThat(Nearest.distance("host", "port")).isEqualTo(2);
    assertThat(Nearest.to("x".repeat(1_000_000), Keys.names())).isEmpty();
  }
}
