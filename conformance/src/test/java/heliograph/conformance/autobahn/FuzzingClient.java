package heliograph.conformance.autobahn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Autobahn's fuzzing client on Jython, in a JVM of its own: both are from 2017 and earlier, and
 * need nothing of this one. For one thread.
 */
final class FuzzingClient implements AutoCloseable {
  private static final Path FOLDER = Path.of("target", "autobahn");

  /** What one case did: OK, NON-STRICT, INFORMATIONAL, FAILED and the like, for both. */
  record Outcome(String id, String behavior, String behaviorClose, long tookMs) {
    static Outcome parse(String line) {
      String[] fields = line.split("\\|");
      return new Outcome(fields[0], fields[1], fields[2], Long.parseLong(fields[3]));
    }

    /** As it stands in the file of expected outcomes, behind the id. */
    String verdict() {
      return behavior + " " + behaviorClose;
    }
  }

  private final String cases;
  private final Path results;
  private final Path log;
  private final Process process;

  /**
   * Starts.
   *
   * @param name of its files under target/autobahn
   * @param cases ids or patterns like {@code 9.1.*}, with commas between them
   */
  FuzzingClient(String name, String url, String cases) {
    this.cases = cases;
    this.results = FOLDER.resolve(name + ".results");
    this.log = FOLDER.resolve(name + ".log");
    try {
      Files.deleteIfExists(results);
      process =
          new ProcessBuilder(command(url))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(String url) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    // Half of its time goes into compiling Python.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dpython.cachedir.skip=true");
    command.add("-cp");
    command.add(classPath());
    command.add("org.python.util.jython");
    command.add(Path.of("src", "test", "resources", "autobahn", "fuzzingclient.py").toString());
    command.addAll(List.of(url, results.toString(), cases));
    return command;
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(FOLDER.resolve("lib"))) {
      return String.join(
          java.io.File.pathSeparator,
          jars.map(Path::toString).filter(jar -> jar.endsWith(".jar")).sorted().toList());
    }
  }

  /** Waits until all its cases are done. */
  List<Outcome> await(long timeoutMs) throws InterruptedException {
    boolean ended = process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    List<String> lines = read(results);
    if (!ended || lines.isEmpty() || !lines.getLast().equals("done")) {
      throw new IllegalStateException(
          "the fuzzing client %s: %d cases of %s done; see %s"
              .formatted(ended ? "failed" : "took too long", lines.size(), cases, log));
    }
    return lines.subList(0, lines.size() - 1).stream().map(Outcome::parse).toList();
  }

  private static List<String> read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
