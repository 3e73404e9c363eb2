package heliograph.testkit.services;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One broker of a {@link LocalKafka}: a process, restarted on its port and its data. */
final class Broker {
  private static final long START_MS = 120_000;
  private static final long STOP_GRACE_MS = 10_000;

  /** Quiet, to the process's output. */
  private static final String LOGGING =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private final String clusterId;
  private final FreePort port;
  private final Path folder;
  private final List<String> jvmOptions;
  private ChildProcess process;

  Broker(
      String clusterId,
      FreePort port,
      Path folder,
      Map<String, String> properties,
      List<String> jvmOptions) {
    this.clusterId = clusterId;
    this.port = port;
    this.folder = folder;
    this.jvmOptions = jvmOptions;
    Map<String, String> all = new TreeMap<>(properties);
    all.put("log.dirs", folder.resolve("data").toString().replace('\\', '/'));
    try {
      Files.createDirectories(folder);
      Files.write(
          folder.resolve("server.properties"),
          all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
      Files.writeString(folder.resolve("logback.xml"), LOGGING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts the process and returns at once. */
  void launch() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the broker on port " + port.number() + " runs already");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
            "-cp",
            classPath(),
            BrokerMain.class.getName(),
            folder.resolve("server.properties").toString(),
            clusterId));
    process = ChildProcess.start(command, folder.resolve("broker.log"));
  }

  /** Waits until it takes connections. */
  void awaitReady() {
    boolean up =
        Await.holds(START_MS, () -> Await.listens(port.number()) || !process.isAlive())
            && process.isAlive();
    if (!up) {
      throw new IllegalStateException("the broker did not start:\n" + process.tail(40));
    }
  }

  void stop() {
    process.stop(STOP_GRACE_MS);
  }

  ChildProcess process() {
    return process;
  }

  String address() {
    return "127.0.0.1:" + port.number();
  }

  void close() {
    if (process != null) {
      process.kill();
    }
    port.close();
  }

  /**
   * Returns the broker's class path: the jars in the folder named by {@code
   * HELIOGRAPH_KAFKA_SERVER_JARS}, or else those of this JVM, and in both cases our own classes.
   */
  private static String classPath() {
    String jars = System.getenv("HELIOGRAPH_KAFKA_SERVER_JARS");
    String own =
        Path.of(
                java.net.URI.create(
                    BrokerMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
            .toString();
    if (jars != null) {
      return own + File.pathSeparator + Path.of(jars, "*");
    }
    String all = System.getProperty("java.class.path");
    if (!all.contains("kafka_2.13")) {
      throw new IllegalStateException(
          "no broker's jars on the class path: set HELIOGRAPH_KAFKA_SERVER_JARS to their folder");
    }
    return Stream.concat(Stream.of(own), Stream.of(all.split(File.pathSeparator)))
        .filter(entry -> entry.equals(own) || entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
