package heliograph.testkit.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis as a process of this machine, which can be killed, paused and started again on its port.
 * What it held is lost with a kill but kept over {@link #stop}.
 */
public final class LocalRedis implements RedisService {
  private static final long START_MS = 10_000;
  private static final long STOP_GRACE_MS = 5_000;

  /** Redis's own: the port of the cluster's bus is so far above the other. */
  private static final int BUS_OFFSET = 10_000;

  private final FreePort port;

  /** Where the servers of a cluster talk to this one; null for one outside a cluster. */
  private final FreePort bus;

  private final Path folder = Folders.temporary("redis");
  private final List<String> options;
  private ChildProcess process;

  private LocalRedis(FreePort port, FreePort bus, List<String> options) {
    this.port = port;
    this.bus = bus;
    this.options = options;
  }

  /**
   * Starts a server and waits until it takes connections.
   *
   * @param options further options of the server, such as {@code --requirepass}
   */
  public static LocalRedis start(String... options) {
    return new LocalRedis(FreePort.take(), null, List.of(options)).started();
  }

  /** Starts a server that can be made part of a cluster; so far it knows no other, and no slot. */
  public static LocalRedis startClusterServer(String... options) {
    List<String> all = new ArrayList<>(List.of("--cluster-enabled", "yes"));
    all.addAll(List.of(options));
    while (true) {
      FreePort port = FreePort.take();
      FreePort bus = FreePort.tryTake(port.number() + BUS_OFFSET);
      if (bus != null) {
        return new LocalRedis(port, bus, all).started();
      }
      port.close();
    }
  }

  /** Starts a copy of this server, which can take its place. */
  public LocalRedis startReplica() {
    return start("--replicaof", "127.0.0.1", port.number() + "");
  }

  /**
   * Starts a sentinel that watches this server, alone, and waits until it takes connections.
   *
   * @param name what the server is called there
   * @param downAfterMs how long it must be silent before a copy of it takes its place
   */
  public LocalRedis startSentinel(String name, long downAfterMs) {
    List<String> options =
        List.of("--sentinel", "--sentinel", "monitor", name, "127.0.0.1", port.number() + "", "1");
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--sentinel", "down-after-milliseconds", name, downAfterMs + ""));
    return start(all.toArray(String[]::new));
  }

  private LocalRedis started() {
    try {
      restart();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    return this;
  }

  @Override
  public String uri() {
    return "redis://127.0.0.1:" + port.number();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Stops it in the orderly way; what it holds is kept. */
  public void stop() {
    process.stop(STOP_GRACE_MS);
  }

  /** Starts it after it was killed or stopped, and waits until it takes connections. */
  public void restart() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                // A sentinel does not start without one; all that matters is in the options.
                emptyFile().toString(),
                "--port",
                Integer.toString(port.number()),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                // Saved at an orderly stop only: no snapshot is due within a test.
                // Two arguments: Redis 6 takes none that holds both, and then saves nothing.
                "--save",
                "86400",
                "1",
                // A first copy is made at once, not after waiting for other replicas.
                "--repl-diskless-sync-delay",
                "0"));
    arguments.addAll(options);
    process = ChildProcess.start(RedisBinary.command(arguments), folder.resolve("redis.log"));
    boolean up =
        Await.holds(START_MS, () -> Await.listens(port.number()) || !process.isAlive())
            && process.isAlive();
    if (!up) {
      throw new IllegalStateException("Redis did not start:\n" + process.tail(40));
    }
  }

  private Path emptyFile() {
    try {
      return Files.write(folder.resolve("redis.conf"), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Freezes it (SIGSTOP): its connections stay open and nothing answers. */
  public void pause() {
    process.pause();
  }

  /** Lets it run on (SIGCONT). */
  public void resume() {
    process.resume();
  }

  @Override
  public String logTail() {
    return process.tail(40);
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
    port.close();
    if (bus != null) {
      bus.close();
    }
    Folders.delete(folder);
  }

  /** Returns the server's process id; it changes with a restart. */
  public long pid() {
    return process.workerPid();
  }
}
