package heliograph.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String BEGIN = "<!-- keys: begin -->\n";
  private static final String END = "<!-- keys: end -->\n";

  @Test
  void thePageListsTheKeysAsTheyAre() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if ("write".equals(System.getProperty("heliograph.docs"))) {
      Files.writeString(PAGE, page.substring(0, begin) + tables() + page.substring(end));
      return;
    }

    assertThat(page.substring(begin, end))
        .as("docs/configuration.md; write it anew with -Dheliograph.docs=write")
        .isEqualTo(tables());
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    for (Keys.Section section : Keys.SECTIONS) {
      text.append("\n### ").append(section.title()).append("\n\n");
      text.append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
      section.keys().forEach(key -> text.append(row(key)));
    }
    return text.append('\n').toString();
  }

  private static String row(Key<?> key) {
    String type =
        key.type().equals("number")
            ? key.kind()
                .expected()
                .replaceAll("a whole number from (\\S+) to (\\S+)", "number, $1 to $2")
            : key.type();
    String by =
        key.defaultText() == null || key.defaultText().isEmpty()
            ? ""
            : "`" + key.defaultText() + "`";
    return "| `%s` | %s | %s | %s |\n"
        .formatted(key.name(), type, by, key.doc().replace("|", "\\|"));
  }
}
