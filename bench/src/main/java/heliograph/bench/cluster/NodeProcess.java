package heliograph.bench.cluster;

import heliograph.bench.ServerProcess;
import heliograph.testkit.services.ChildMain;
import heliograph.testkit.services.OwnSession;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A node in a process of its own, started again on the ports it had. It ends with this JVM, however
 * that ends.
 *
 * <p>Thread-safe as far as looking goes; starting and ending it is for one thread at a time.
 */
public final class NodeProcess {
  private static final String PREFIX = "HELIOGRAPH_";

  /** What this program's own environment may hold that is no setting of a node. */
  private static final String SERVER_JARS = PREFIX + "KAFKA_SERVER_JARS";

  private final String id;
  private final int port;
  private final int adminPort;
  private final List<String> jvmOptions;
  private final Map<String, String> settings;
  private final BiConsumer<String, String> log;
  private volatile Process process;
  private volatile boolean paused;

  /**
   * Starts nothing yet.
   *
   * @param settings of the node, without {@code HELIOGRAPH_}; they stand over this process's
   * @param log gets the node's id and each line it prints, on a thread of the node's
   */
  NodeProcess(
      String id,
      int port,
      int adminPort,
      List<String> jvmOptions,
      Map<String, String> settings,
      BiConsumer<String, String> log) {
    this.id = id;
    this.port = port;
    this.adminPort = adminPort;
    this.jvmOptions = jvmOptions;
    this.settings = settings;
    this.log = log;
  }

  /** Starts the process and returns at once. */
  public void launch() {
    String jar = System.getProperty("heliograph.jar");
    if (jar == null) {
      throw new IllegalStateException("start this with ./heliograph");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ServerProcess.FLAGS);
    command.addAll(ServerProcess.cacheOptions(Path.of(jar)));
    command.addAll(jvmOptions);
    String own = ChildMain.class.getProtectionDomain().getCodeSource().getLocation().toString();
    command.addAll(
        List.of(
            "-cp",
            jar + File.pathSeparator + Path.of(URI.create(own)),
            ChildMain.class.getName(),
            "heliograph.app.Main",
            "serve"));
    ProcessBuilder builder =
        new ProcessBuilder(OwnSession.command(command)).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.remove(SERVER_JARS);
    settings.forEach((name, value) -> environment.put(PREFIX + name, value));
    environment.put(PREFIX + "NODE_ID", id);
    environment.put(PREFIX + "HOST", "127.0.0.1");
    environment.put(PREFIX + "PORT", Integer.toString(port));
    environment.put(PREFIX + "ADMIN_HOST", "127.0.0.1");
    environment.put(PREFIX + "ADMIN_PORT", Integer.toString(adminPort));
    try {
      Process started = builder.start();
      process = started;
      paused = false;
      Thread.ofVirtual().name(id + "-log").start(() -> passOn(started));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start node " + id, e);
    }
  }

  private void passOn(Process from) {
    try (BufferedReader lines = from.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.accept(id, line);
      }
    } catch (IOException e) {
      log.accept(id, "its output broke off: " + e.getMessage());
    }
  }

  public String id() {
    return id;
  }

  /** Returns the port of pages and WebSockets. */
  public int port() {
    return port;
  }

  /** Returns the port of health and metrics. */
  public int adminPort() {
    return adminPort;
  }

  /** Returns the process's number; it changes with each start. */
  public long pid() {
    return process.pid();
  }

  boolean hasBegun() {
    return process != null;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns whether it was paused and not resumed since. */
  public boolean isPaused() {
    return paused;
  }

  /** Returns what completes with the exit code when the process now running ends. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(10_000);
  }

  /** Asks it to drain and end (SIGTERM), and returns at once. */
  public void drain() {
    // Not process.destroy(), which closes its standard input: the sign that its parent has gone.
    process.toHandle().destroy();
  }

  /** Returns whether it has ended, waiting so long at most. */
  public boolean awaitExit(long timeoutMs) {
    try {
      return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Freezes it (SIGSTOP): its connections stay open and nothing answers. Needs a Unix. */
  public void pause() {
    paused = true;
    signal("STOP");
  }

  /** Lets it run on (SIGCONT). */
  public void resume() {
    signal("CONT");
    paused = false;
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid() + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
