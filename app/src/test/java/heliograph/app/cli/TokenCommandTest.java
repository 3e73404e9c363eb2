package heliograph.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.domain.id.UserId;
import heliograph.domain.session.Grants;
import heliograph.domain.session.Principal;
import heliograph.domain.session.Right;
import heliograph.jwt.JwtSettings;
import heliograph.jwt.JwtVerifier;
import heliograph.ports.TokenVerifier.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TokenCommandTest {
  private final CommandLineFixture line =
      new CommandLineFixture().env("HELIOGRAPH_AUTH_SECRET", CommandLineFixture.SECRET);

  private static Verdict verify(String token) {
    JwtSettings settings =
        new JwtSettings(CommandLineFixture.SECRET, null, "me", null, 0, Grants.ALL);
    return new JwtVerifier(settings, CommandLineFixture.CLOCK).verify(token);
  }

  @Test
  void itPrintsATokenThatTheNodeAcceptsAndNothingElse() {
    line.env("HELIOGRAPH_AUTH_ISSUER", "me");

    int code =
        line.run("token", "--sub", "alice", "--room", "orders.*:join,publish", "--ttl", "90s");

    assertThat(code).isZero();
    assertThat(line.outLines()).hasSize(1);
    assertThat(line.errLines()).isEmpty();
    assertThat(verify(line.outLines().getFirst()))
        .isEqualTo(
            new Verdict.Accepted(
                new Principal(
                    new UserId("alice"),
                    Grants.of("orders.*", Right.JOIN, Right.PUBLISH),
                    CommandLineFixture.CLOCK.millis() + 90_000),
                true));
  }

  @Test
  void withoutASecretItSaysWhereToPutOne() {
    CommandLineFixture without = new CommandLineFixture();

    assertThat(without.run("token", "--sub", "alice")).isEqualTo(2);
    assertThat(without.errLines()).singleElement().asString().contains("HELIOGRAPH_AUTH_SECRET");
    assertThat(without.out()).isEmpty();
  }

  @Test
  void whatCannotBeInATokenIsWrongUsage() {
    assertThat(line.run("token")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "a", "--room", "x")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "a", "--room", "x:fly")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "a", "--ttl", "soon")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "a", "--ttl", "0s")).isEqualTo(2);
    assertThat(line.run("token", "--sub", "a", "--auth-secret", "short")).isEqualTo(2);
    assertThat(line.out()).isEmpty();
  }

  @Test
  void timesAreReadAsPeopleWriteThem() {
    Durations durations = new Durations();

    assertThat(durations.convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(durations.convert("1h30m")).isEqualTo(Duration.ofMinutes(90));
    assertThat(durations.convert("7d")).isEqualTo(Duration.ofDays(7));
    for (String bad : new String[] {"", "1", "h", "1w", "-1h", "1 h", "9999999999h"}) {
      assertThatThrownBy(() -> durations.convert(bad)).isInstanceOf(TypeConversionException.class);
    }
  }
}
