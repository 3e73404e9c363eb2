package heliograph.testkit.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A service's process: its output goes to a file, it can be killed and paused, and it never
 * outlives this JVM.
 *
 * <p>It ends with the JVM in two ways: a shutdown hook kills what is left, and where the JVM itself
 * is killed, the process sees its standard input end (see {@link BrokerMain}, {@link RedisBinary}).
 *
 * <p>For one thread at a time. Pausing needs a Unix.
 */
final class ChildProcess {
  /** For a shell to see the end of what it started; one that is paused never does. */
  private static final long SHELL_MS = 1_000;

  private static final Set<ChildProcess> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(ChildProcess::kill), "kill-services"));
  }

  private final Process process;
  private final Path log;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command; its output is appended to {@code log}. */
  static ChildProcess start(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(OwnSession.command(command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      ChildProcess child = new ChildProcess(process, log);
      ALIVE.add(child);
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Returns the process that does the work where a shell was started first: its first child. */
  long workerPid() {
    return process.children().mapToLong(ProcessHandle::pid).min().orElse(pid());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as {@code kill -9} does, with what it started; returns when it is gone. */
  void kill() {
    List<ProcessHandle> below = process.descendants().toList();
    below.forEach(ProcessHandle::destroyForcibly);
    // A shell ends once its server is gone; without it nobody tells us when the port is free.
    if (below.isEmpty() || !awaitEnd(SHELL_MS)) {
      process.destroyForcibly();
      awaitEnd(10_000);
    }
    ALIVE.remove(this);
  }

  /** Asks it to end, and kills it if it has not after {@code graceMs}. */
  void stop(long graceMs) {
    List<ProcessHandle> all = process.descendants().toList();
    ProcessHandle.of(workerPid()).ifPresent(ProcessHandle::destroy);
    if (!awaitEnd(graceMs)) {
      kill();
    }
    all.forEach(ProcessHandle::destroyForcibly);
    ALIVE.remove(this);
  }

  /** Stops it from running, as a long pause or a frozen machine does; connections stay open. */
  void pause() {
    signal("STOP");
  }

  /** Lets it run on. */
  void resume() {
    signal("CONT");
  }

  /** Returns the last lines of its output. */
  String tail(int lines) {
    if (!Files.exists(log)) {
      return "";
    }
    try (Stream<String> all = Files.lines(log)) {
      List<String> kept = all.toList();
      return String.join("\n", kept.subList(Math.max(0, kept.size() - lines), kept.size()));
    } catch (IOException | UncheckedIOException e) {
      return "(cannot read " + log + ": " + e.getMessage() + ")";
    }
  }

  private void signal(String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(p -> command.add(Long.toString(p.pid())));
    try {
      int code = new ProcessBuilder(command).inheritIO().start().waitFor();
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

  private boolean awaitEnd(long ms) {
    try {
      return process.waitFor(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
