package heliograph.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.app.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogSetupTest {
  private final PrintStream real = System.err;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  private String logged(Config.LogLevel level, Config.LogFormat format) throws Exception {
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    LogSetup.apply(new Config.Logging(level, format));
    System.getLogger("heliograph.test").log(Level.DEBUG, "fine");
    System.getLogger("heliograph.test").log(Level.INFO, "told {0}", "\"me\"");
    System.getLogger("io.helidon.test").log(Level.INFO, "chatter");
    java.util.logging.Logger.getLogger("heliograph.jul").info("from jul");
    return shown.toString(StandardCharsets.UTF_8);
  }

  @AfterEach
  void restore() throws Exception {
    System.setErr(real);
    LogSetup.apply(new Config.Logging(Config.LogLevel.INFO, Config.LogFormat.TEXT));
  }

  @Test
  void textIsOneLineForPeopleAndLibrariesAreQuiet() throws Exception {
    assertThat(logged(Config.LogLevel.INFO, Config.LogFormat.TEXT).lines())
        .hasSize(2)
        .anyMatch(l -> l.contains("INFO") && l.endsWith("told \"me\""))
        .anyMatch(l -> l.endsWith("from jul"));
  }

  @Test
  void jsonIsOneObjectALine() throws Exception {
    JsonNode line =
        new JsonMapper()
            .readTree(
                logged(Config.LogLevel.INFO, Config.LogFormat.JSON).lines().findFirst().orElse(""));

    assertThat(line.path("message").asString("")).isEqualTo("told \"me\"");
    assertThat(line.path("level").asString("")).isEqualTo("INFO");
    assertThat(line.path("logger_name").asString("")).isEqualTo("heliograph.test");
  }

  @Test
  void theLevelIsThatOfTheConfiguration() throws Exception {
    assertThat(logged(Config.LogLevel.DEBUG, Config.LogFormat.TEXT)).contains("fine");
    shown.reset();
    assertThat(logged(Config.LogLevel.ERROR, Config.LogFormat.TEXT)).isEmpty();
  }
}
