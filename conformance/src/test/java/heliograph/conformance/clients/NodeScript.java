package heliograph.conformance.clients;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A script for Node with packages of npm's, installed under target at the versions and with the
 * hashes that its lock file names. Where one of these is not to be had, the test is skipped.
 */
final class NodeScript {
  private static final Path SOURCES = Path.of("src", "test", "node");
  private static final Path FOLDER = Path.of("target", "node");
  private static final long INSTALL_MS = 3 * 60_000;

  private NodeScript() {}

  /** Runs the script, and returns the lines it printed. */
  static List<String> run(String script, long timeoutMs, String... args)
      throws IOException, InterruptedException {
    require("node");
    require("npm");
    install();
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(args));
    Path out = FOLDER.resolve(script + ".log");
    if (!succeeds(command, out, timeoutMs)) {
      throw new IllegalStateException(script + " failed: " + Files.readString(out));
    }
    return Files.readAllLines(out);
  }

  private static void install() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    for (String name : List.of("package.json", "package-lock.json", "client.js")) {
      Files.copy(SOURCES.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    Path installed = FOLDER.resolve("installed.json");
    byte[] lock = Files.readAllBytes(FOLDER.resolve("package-lock.json"));
    if (Files.exists(installed) && Arrays.equals(Files.readAllBytes(installed), lock)) {
      return;
    }
    Path log = FOLDER.resolve("npm.log");
    List<String> npm = List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    assumeTrue(succeeds(npm, log, INSTALL_MS), "npm could not install ws; see " + log);
    Files.write(installed, lock);
  }

  private static boolean succeeds(List<String> command, Path out, long timeoutMs)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void require(String program) {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(found, "no " + program + " found: install Node 18 or later, with npm");
  }
}
