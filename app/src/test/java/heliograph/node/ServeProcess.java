package heliograph.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** {@code heliograph serve} as a process of its own, on the class path of the tests. */
public final class ServeProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("heliograph ready http=(\\d+) admin=(\\d+)");
  private static final int PATIENCE_S = 60;

  /** Killed with this JVM, in whatever way it ends but by a kill of its own. */
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "kill-nodes"));
  }

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();

  private ServeProcess(Process process) {
    this.process = process;
    ALIVE.add(process);
    readers.add(Thread.startVirtualThread(() -> read(process.getInputStream(), out)));
    readers.add(Thread.startVirtualThread(() -> read(process.getErrorStream(), err)));
  }

  /** Starts it on free ports unless told otherwise. */
  public static ServeProcess start(Map<String, String> environment, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Quick to start rather than quick in the end.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
    // As the launcher does.
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("heliograph.app.Main", "serve"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HELIOGRAPH_"));
    builder.environment().put("HELIOGRAPH_PORT", "0");
    builder.environment().put("HELIOGRAPH_ADMIN_PORT", "0");
    builder.environment().putAll(environment);
    try {
      return new ServeProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(InputStream stream, List<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("reading failed: " + e);
    }
  }

  /** Waits until it says that it is ready; returns the clients' and the admin port. */
  public int[] ready() {
    Awaitility.await()
        .atMost(PATIENCE_S, TimeUnit.SECONDS)
        .until(() -> !process.isAlive() || out.stream().anyMatch(l -> READY.matcher(l).matches()));
    for (String line : out) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return new int[] {Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2))};
      }
    }
    throw new AssertionError("not ready: " + out + err);
  }

  public static URI admin(int port) {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  public List<String> out() {
    return out;
  }

  public List<String> err() {
    return err;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completed when it has ended. */
  public CompletableFuture<?> ended() {
    return process.onExit();
  }

  /** Sends SIGTERM; what it writes can still be read, unlike after {@link Process#destroy}. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Sends it a signal by the system's own command, so not on Windows. */
  public void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end and returns the exit code; all it wrote has been read then. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    ALIVE.remove(process);
  }
}
