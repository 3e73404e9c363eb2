package heliograph.bench.peers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs of this machine. */
final class Commands {
  private Commands() {}

  /** Looks for a program on the path, and where Debian has servers. */
  static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(path.split(Pattern.quote(File.pathSeparator))), Stream.of("/usr/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Like {@link #find}, or throws with the name of what is missing. */
  static Path need(String name) throws Unavailable {
    return find(name).orElseThrow(() -> new Unavailable(name + " is not on the path"));
  }

  /** Runs to the end and returns what it printed; throws if it fails. */
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    Thread hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(hook);
    if (code != 0) {
      throw new Unavailable(
          Path.of(command.getFirst()).getFileName()
              + " failed: "
              + out.strip().lines().reduce("", (first, last) -> last));
    }
    return out.strip();
  }
}
