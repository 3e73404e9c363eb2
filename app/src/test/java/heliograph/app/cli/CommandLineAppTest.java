package heliograph.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.app.config.Config;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CommandLineAppTest {
  private final CommandLineFixture line = new CommandLineFixture();

  @Test
  void withoutACommandItShowsItsHelp() {
    assertThat(line.run()).isZero();
    assertThat(line.out())
        .contains("Usage: heliograph", "serve", "token", "check-config", "chat", "dev-cluster");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[] {"serve", "token", "check-config", "chat", "version"}) {
      CommandLineFixture help = new CommandLineFixture();

      assertThat(help.run(command, "--help")).isZero();
      assertThat(help.outLines().getFirst()).startsWith("Usage: heliograph " + command);
      assertThat(help.errLines()).isEmpty();
    }
  }

  @Test
  void anUnknownCommandIsWrongUsageWithASuggestion() {
    assertThat(line.run("serv")).isEqualTo(2);
    assertThat(line.errLines().getFirst()).contains("'serv'", "did you mean ", "serve");
  }

  @Test
  void versionIsOneLine() {
    assertThat(line.run("version")).isZero();
    assertThat(line.outLines()).hasSize(1);
    assertThat(line.out()).startsWith("heliograph ");
  }

  @Test
  void serveHandsTheConfigurationToTheNodeAndItsExitCodeBack() {
    AtomicReference<Config> seen = new AtomicReference<>();
    line.serving(
        config -> {
          seen.set(config);
          return 7;
        });

    assertThat(line.run("serve", "--port", "0", "--host=localhost", "--compression", "false"))
        .isEqualTo(7);
    assertThat(seen.get().listen().port()).isZero();
    assertThat(seen.get().listen().host()).isEqualTo("localhost");
    assertThat(seen.get().transport().compression()).isFalse();
  }

  @Test
  void serveAloneTakesTheConfigurationFromTheEnvironment() {
    AtomicReference<Config> seen = new AtomicReference<>();
    line.env("HELIOGRAPH_PORT", "0")
        .serving(
            config -> {
              seen.set(config);
              return 7;
            });

    assertThat(line.run("serve")).isEqualTo(7);
    assertThat(seen.get().listen().port()).isZero();
  }

  @Test
  void serveAloneReportsEveryProblemOfTheEnvironment() {
    line.env("HELIOGRAPH_PORT", "x").env("HELIOGRAPH_PROT", "1");

    assertThat(line.run("serve")).isEqualTo(2);
    assertThat(line.errLines())
        .hasSize(2)
        .anyMatch(l -> l.startsWith("heliograph: HELIOGRAPH_PORT"))
        .anyMatch(l -> l.contains("did you mean HELIOGRAPH_PORT?"));
    assertThat(line.out()).isEmpty();
  }

  @Test
  void aTrueOrFalseFlagAloneMeansTrue() {
    AtomicReference<Config> seen = new AtomicReference<>();
    line.serving(
        config -> {
          seen.set(config);
          return 0;
        });

    assertThat(line.run("serve", "--trust-forwarded-for", "--port", "0")).isZero();
    assertThat(seen.get().listen().trustForwardedFor()).isTrue();
  }

  @Test
  void everyProblemOfTheConfigurationIsALineAndTheExitCodeIsTwo() {
    line.env("HELIOGRAPH_PROT", "1");

    assertThat(line.run("serve", "--port", "x", "--hots", "y", "--host", "0.0.0.0")).isEqualTo(2);
    assertThat(line.errLines())
        .hasSize(4)
        .allMatch(l -> l.startsWith("heliograph: "))
        .anyMatch(l -> l.contains("did you mean --host?"))
        .anyMatch(l -> l.contains("did you mean HELIOGRAPH_PORT?"));
    assertThat(line.out()).isEmpty();
  }

  @Test
  void aFlagWithoutItsValueIsWrongUsage() {
    assertThat(line.run("serve", "--port")).isEqualTo(2);
    assertThat(line.errLines().getFirst()).contains("--port");
  }

  @Test
  void whatStopsANodeFromStartingIsOneLine() {
    line.serving(
        config -> {
          throw new IOException("failed", new BindException("Address already in use"));
        });

    assertThat(line.run("serve")).isEqualTo(1);
    assertThat(line.errLines())
        .containsExactly(
            "heliograph: the port is in use: stop what listens there, or choose another with"
                + " --port or --admin-port (0 is any free one)");
  }

  @Test
  void aMissingFileAndAReasonOfItsOwnAreOneLineToo() {
    line.serving(
        config -> {
          throw new NoSuchFileException("/etc/keys");
        });
    assertThat(line.run("serve")).isEqualTo(1);
    line.serving(
        config -> {
          throw new StartFailure("no broker answers");
        });
    assertThat(line.run("serve", "--port=0")).isEqualTo(1);

    assertThat(line.errLines())
        .containsExactly("heliograph: no such file: /etc/keys", "heliograph: no broker answers");
  }

  @Test
  void aBugIsOneLineUnlessTheStackIsAskedFor() {
    Serving bug =
        config -> {
          throw new IllegalStateException("oops\nsecond line");
        };
    assertThat(line.serving(bug).run("serve", "--port=0")).isEqualTo(1);
    assertThat(line.errLines())
        .containsExactly(
            "heliograph: internal error: IllegalStateException: oops (HELIOGRAPH_DEBUG=1 shows"
                + " where)");

    CommandLineFixture debug = new CommandLineFixture().env("HELIOGRAPH_DEBUG", "1").serving(bug);
    assertThat(debug.run("serve")).isEqualTo(1);
    assertThat(debug.errLines()).anyMatch(l -> l.contains("at heliograph."));
  }

  @Test
  void checkConfigShowsEveryValueAndItsSourceButNoSecret() {
    line.env("HELIOGRAPH_AUTH_SECRET", CommandLineFixture.SECRET);

    assertThat(line.run("check-config", "--port", "9")).isZero();
    assertThat(line.outLines())
        .anyMatch(l -> l.matches("port +9 +flag --port"))
        .anyMatch(l -> l.matches("auth-secret +\\*+ +environment HELIOGRAPH_AUTH_SECRET"))
        .anyMatch(l -> l.matches("max-rooms +1000 +default"));
    assertThat(line.out()).doesNotContain(CommandLineFixture.SECRET);
  }

  @Test
  void checkConfigShowsAllProblems() {
    assertThat(line.run("check-config", "--port", "x", "--log", "disk")).isEqualTo(2);
    assertThat(line.errLines()).hasSize(2);
  }
}
