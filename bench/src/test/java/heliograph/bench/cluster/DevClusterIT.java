package heliograph.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.bench.ClusterTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The command as a person runs it. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
class DevClusterIT {
  private static final Pattern NODE = Pattern.compile(" +(n\\d+) .* kill -9 (\\d+)");

  private final List<Long> nodes = new ArrayList<>();
  private Process process;
  private BufferedReader out;

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  private void start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Dheliograph.jar=" + System.getProperty("heliograph.jar"),
            "-cp",
            System.getProperty("java.class.path"),
            ClusterTools.class.getName(),
            "dev-cluster"));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    out = process.inputReader();
  }

  /** Returns the first line that contains a text, and notes the nodes named before it. */
  private String lineWith(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      Matcher node = NODE.matcher(line);
      if (node.matches()) {
        nodes.add(Long.valueOf(node.group(2)));
      }
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("no line with " + text + ", but " + lines);
  }

  /** A port that is free, as are those the nodes get then; below those the system hands out. */
  private static int freePort() {
    while (true) {
      int port = 26_000 + ThreadLocalRandom.current().nextInt(4_000);
      try {
        for (int each : List.of(port, port + 1, port + 2, port + 101, port + 102)) {
          Cluster.checkFree(each);
        }
        return port;
      } catch (StartFailed e) {
        // The next one, then.
      }
    }
  }

  private static int status(int port) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/");
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void oneAddressLeadsToTheNodesThatLiveAndAllEndsWithTheCommand() throws Exception {
    int port = freePort();
    start("--nodes", "2", "--port", Integer.toString(port));
    lineWith("Ctrl-C stops all of it");
    assertThat(nodes).hasSize(2);
    assertThat(status(port)).isEqualTo(200);

    ProcessHandle.of(nodes.getFirst()).orElseThrow().destroyForcibly();

    assertThat(lineWith("has ended")).contains("node n1 has ended (signal 9)");
    assertThat(status(port)).isEqualTo(200);

    List<ProcessHandle> children = process.descendants().toList();
    // Kafka, Redis with the shell that watches it, and the other node.
    assertThat(children).hasSizeGreaterThanOrEqualTo(3);
    process.toHandle().destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    // The watchers end by themselves, a moment after what they watched.
    for (ProcessHandle child : children) {
      child.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    int port = freePort();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1));
      start("--port", Integer.toString(port));

      assertThat(out.lines())
          .containsExactly(
              "heliograph: port %d is in use: stop what listens there, or choose other ports with"
                      .formatted(port + 1)
                  + " --port");
      assertThat(process.waitFor()).isEqualTo(1);
    }
  }
}
