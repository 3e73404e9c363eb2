package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
  @Test
  void whatIsMeasuredRunsWithTheLaunchersOptions() throws Exception {
    String launcher = Files.readString(Path.of("..", "heliograph"));
    List<String> flags = new ArrayList<>();
    for (String name : List.of("JAVA_FLAGS", "MEMORY_FLAGS", "COMPILER_FLAGS")) {
      Matcher line = Pattern.compile("(?m)^" + name + "=\"(.*)\"$").matcher(launcher);
      assertThat(line.find()).as(name).isTrue();
      flags.addAll(List.of(line.group(1).split(" ")));
    }

    assertThat(ServerProcess.FLAGS).isEqualTo(flags);
  }
}
