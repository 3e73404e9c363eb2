package heliograph.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer's process; it ends with this one. */
final class Child implements AutoCloseable {
  private static final int START_LIMIT_SECONDS = 60;
  private static final int LINES_KEPT = 20;

  private final Process process;
  private final Deque<String> lines = new ArrayDeque<>();
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  /**
   * Starts it and waits until it has said where it listens.
   *
   * @param ready matches the line that says so; its group 1 is the port
   */
  Child(Path folder, List<String> command, Map<String, String> environment, Pattern ready)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Thread.ofPlatform().daemon().start(() -> read(ready));
    try {
      port.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new IOException(command.getFirst() + " did not start: " + tail(), e);
    }
  }

  private void read(Pattern ready) {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        keep(line);
        Matcher matcher = ready.matcher(line);
        if (matcher.find()) {
          port.complete(Integer.parseInt(matcher.group(1)));
        }
      }
    } catch (IOException e) {
      keep(e.toString());
    }
    port.completeExceptionally(new IOException("ended"));
  }

  private synchronized void keep(String line) {
    lines.add(line);
    if (lines.size() > LINES_KEPT) {
      lines.remove();
    }
  }

  private synchronized String tail() {
    return String.join(" | ", lines);
  }

  int port() {
    return port.join();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
