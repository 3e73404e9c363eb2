package heliograph.testkit.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The services themselves: that they start, suffer what is done to them, and end. */
@DisabledOnOs(OS.WINDOWS)
class ServicesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Sends one inline command, and returns the first line of the answer. */
  private static String ask(LocalRedis redis, String command) throws IOException {
    URI address = URI.create(redis.uri());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), 1_000);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void redisKeepsItsDataOverAStopAndLosesItWithAKill() throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      assertThat(ask(redis, "SET a 1")).isEqualTo("+OK");
      redis.stop();
      assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(IOException.class);
      redis.restart();
      assertThat(ask(redis, "EXISTS a")).isEqualTo(":1");

      assertThat(ask(redis, "SET b 1")).isEqualTo("+OK");
      redis.kill();
      assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(ConnectException.class);
      redis.restart();
      assertThat(ask(redis, "EXISTS b")).isEqualTo(":0");
    }
  }

  @Test
  void pausedRedisAnswersNothingUntilItRunsOn() throws Exception {
    try (LocalRedis redis = LocalRedis.start()) {
      redis.pause();
      assertThatThrownBy(() -> ask(redis, "PING")).isInstanceOf(SocketTimeoutException.class);

      redis.resume();
      assertThat(ask(redis, "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void redisThatComesAsAPackageRunsHere() throws Exception {
    Process version =
        new ProcessBuilder(RedisBinary.embedded().toString(), "--version")
            .redirectErrorStream(true)
            .start();

    String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(version.waitFor()).isZero();
    assertThat(said).contains("Redis server");
  }

  @Test
  void servicesEndWithTheirParentEvenIfItIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ParentToBeKilled.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String line = parent.inputReader().readLine();
      List<Long> pids = Arrays.stream(line.split(" ")).map(Long::valueOf).toList();
      assertThat(pids).hasSize(2).allMatch(ServicesIT::lives);

      parent.destroyForcibly();

      await().atMost(PATIENCE).until(() -> pids.stream().noneMatch(ServicesIT::lives));
    } finally {
      parent.destroyForcibly();
    }
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void engineThatDoesNotAnswerIsFoundOutQuickly() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertThat(ContainerEngine.pings(silent.getLocalSocketAddress())).isFalse();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(3));
    }
  }

  @Test
  void engineThatAnswersIsFound() throws Exception {
    try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket client = engine.accept()) {
                  client.getInputStream().read();
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\n\r\nOK".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });

      assertThat(ContainerEngine.pings(engine.getLocalSocketAddress())).isTrue();
    }
  }

  @Test
  void portIsNobodyElsesUntilItIsClosed() {
    FreePort port = FreePort.take();
    try {
      for (int i = 0; i < 200; i++) {
        try (FreePort other = FreePort.take()) {
          assertThat(other.number()).isNotEqualTo(port.number());
        }
      }
      assertThat(FreePort.tryTake(port.number())).isNull();
    } finally {
      port.close();
    }
    FreePort again = FreePort.tryTake(port.number());
    assertThat(again).isNotNull();
    again.close();
  }
}
