package heliograph.websocket.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080, true",
    "http://localhost:8080, LOCALHOST:8080, true",
    "http://localhost:8080, localhost, false",
    "http://localhost:8080, localhost:8081, false",
    "https://example.com, example.com, true",
    "https://example.com, example.com:443, true",
    "https://example.com, example.com:80, false",
    "http://[::1]:8080, [::1]:8080, true",
    "https://example.com.evil.org, example.com, false",
    "https://example.com/path, example.com, false",
    "https://user@example.com, example.com, false",
    "null, example.com, false",
    "'', example.com, false",
    "nonsense, nonsense, false",
    "http://, example.com, false",
  })
  void withoutAListOnlyItsOwnHostMayConnect(String origin, String host, boolean allowed) {
    assertThat(OriginPolicy.of(List.of()).allows(origin, host)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "https://app.example.com, true",
    "https://APP.example.com:443, true",
    "http://app.example.com, false",
    "https://app.example.com:8443, false",
    "https://a.dev.example.org, true",
    "https://b.a.dev.example.org, true",
    "https://dev.example.org, false",
    "https://evildev.example.org, false",
    "https://node.example.net, false",
  })
  void aListAllowsWhatStandsInIt(String origin, boolean allowed) {
    OriginPolicy policy =
        OriginPolicy.of(List.of("https://app.example.com", "https://*.dev.example.org"));

    assertThat(policy.allows(origin, "node.example.net")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://anything.example", "null", "nonsense"})
  void aStarAllowsAll(String origin) {
    assertThat(OriginPolicy.of(List.of("*")).allows(origin, "x")).isTrue();
  }

  @Test
  void whoIsNoBrowserMayConnect() {
    assertThat(OriginPolicy.of(List.of("https://app.example.com")).allows(null, "x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.com", "https://", "https://a.*.com", "https://*", "*.example.com", ""})
  void whatIsNoOriginIsRefusedByName(String entry) {
    assertThatThrownBy(() -> OriginPolicy.of(List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + entry + "'");
  }
}
