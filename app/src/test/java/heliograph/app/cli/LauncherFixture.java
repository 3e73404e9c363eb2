package heliograph.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout with the real launcher, in a folder whose name has a space, and a {@code mvn} and JDKs
 * that only write down what they were asked. For one thread.
 */
final class LauncherFixture {
  /** What a launch came to. */
  record Result(int exit, List<String> out, List<String> err) {}

  /** Higher than any real one, so that no JDK of this machine is found. */
  static final int JAVA = 98;

  private static final List<String> TOOLS =
      List.of(
          "sh",
          "sed",
          "readlink",
          "dirname",
          "mkdir",
          "cat",
          "rm",
          "mv",
          "cp",
          "find",
          "head",
          "sleep",
          "uname",
          "touch",
          "ln");

  private static final String MVN =
      """
      #!/bin/sh
      echo "$@" >>"%1$s/mvn.log"
      [ -e "%1$s/mvn-fails" ] && { echo "[ERROR] X.java:[1] broken"; exit 3; }
      case "$*" in *package*) ;; *) exit 0 ;; esac
      sleep 0.3
      mkdir -p "%2$s/app/target/lib"
      echo jar >"%2$s/app/target/heliograph.jar"
      echo lib >"%2$s/app/target/lib/a.jar"
      """;

  /** Waits for the end of its input where it is asked to serve; records a cache where asked to. */
  private static final String JAVA_SCRIPT =
      """
      #!/bin/sh
      echo "home=$(dirname "$(dirname "$0")")"
      echo "pid=$$"
      for a in "$@"; do
        echo "arg=$a"
        last=$a
        case $a in -XX:AOTCacheOutput=*)
          [ -e "$HOME/cache-fails" ] && exit 1
          echo cache >"${a#*=}" ;;
        esac
      done
      [ "$last" = serve ] && cat >/dev/null
      exit 0
      """;

  private final Path folder;
  private final Path root;
  private final Path bin;
  private String javaHome;

  LauncherFixture(Path folder) throws IOException {
    this.folder = folder;
    root = Files.createDirectories(folder.resolve("my checkout"));
    bin = Files.createDirectories(folder.resolve("bin"));
    String script = Files.readString(Path.of("..", "heliograph"));
    script(root.resolve("heliograph"), script.replace("JAVA_MIN=25", "JAVA_MIN=" + JAVA));
    script(bin.resolve("mvn"), MVN.formatted(folder, root));
    for (String tool : TOOLS) {
      Path real =
          Stream.of("/usr/bin", "/bin")
              .map(d -> Path.of(d, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      // No link: JUnit warns of each that leads out of its folder.
      script(bin.resolve(tool), "#!/bin/sh\nexec " + real + " \"$@\"\n");
    }
    Files.createDirectories(root.resolve("app/src/main/java"));
    for (String source : List.of("pom.xml", "app/pom.xml", "app/src/main/java/X.java")) {
      Files.writeString(root.resolve(source), "");
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        Files.setLastModifiedTime(each, FileTime.fromMillis(1_000_000_000_000L));
      }
    }
    javaHome = jdk(folder.resolve("jdk"), JAVA).toString();
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path root() {
    return root;
  }

  Path folder() {
    return folder;
  }

  /** Puts a JDK there. */
  Path jdk(Path home, int version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    script(home.resolve("bin/java"), JAVA_SCRIPT);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    return home;
  }

  void javaHome(String home) {
    javaHome = home;
  }

  void noMaven() throws IOException {
    Files.delete(bin.resolve("mvn"));
  }

  void mavenFails(boolean fails) throws IOException {
    Path mark = folder.resolve("mvn-fails");
    if (fails) {
      Files.writeString(mark, "");
    } else {
      Files.delete(mark);
    }
  }

  void recordingFails() throws IOException {
    Files.writeString(folder.resolve("cache-fails"), "");
  }

  /** What Maven was asked, a line a run. */
  List<String> maven() throws IOException {
    Path log = folder.resolve("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  /** Makes a source as new as can be. */
  void touch(String source) throws IOException {
    Files.setLastModifiedTime(
        root.resolve(source), FileTime.fromMillis(System.currentTimeMillis() + 5_000));
  }

  Process start(Path launcher, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", bin.toString());
    environment.put("HOME", folder.toString());
    environment.put("JAVA_HOME", javaHome);
    return builder.start();
  }

  Result run(String... args) throws IOException, InterruptedException {
    return finish(start(root.resolve("heliograph"), args));
  }

  static Result finish(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    List<String> out = process.inputReader().lines().toList();
    List<String> err = process.errorReader().lines().toList();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher does not end");
    }
    return new Result(process.exitValue(), out, err);
  }
}
