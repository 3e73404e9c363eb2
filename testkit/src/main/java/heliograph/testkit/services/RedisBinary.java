package heliograph.testkit.services;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** Finds a Redis server's program and says how to run it so that it ends with its parent. */
final class RedisBinary {
  /**
   * Runs "$@" and waits for it; kills it when standard input, a pipe from the parent, ends. Redis
   * itself would not notice that its parent was killed.
   */
  private static final String WATCHED =
      """
      exec 3<&0
      "$@" </dev/null &
      server=$!
      (cat <&3 >/dev/null; kill -9 $server 2>/dev/null) &
      wait $server
      """;

  private RedisBinary() {}

  /** Returns the command that runs the server with its arguments. */
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (File.separatorChar == '/') {
      command.addAll(List.of("sh", "-c", WATCHED, "redis"));
    }
    command.add(find().toString());
    command.addAll(arguments);
    return command;
  }

  /** Prefers the system's own server, which is newer than the one that comes as a package. */
  private static Path find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(RedisBinary::embedded);
  }

  static Path embedded() {
    try {
      return ExecutableProvider.newJarResourceProvider().get().toPath();
    } catch (IOException e) {
      throw new UncheckedIOException("no redis-server on the path, and none comes for this OS", e);
    }
  }
}
