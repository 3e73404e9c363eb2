package heliograph.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A node in a process of its own, on free loopback ports; in development mode if the environment
 * does not say otherwise. For any thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("heliograph ready http=(\\d+) admin=(\\d+)");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

  /** The JVM options the launcher gives every node. */
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseCompactObjectHeaders",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:G1PeriodicGCInterval=30000",
          "-XX:MaxHeapFreeRatio=50",
          "-XX:GCTimeRatio=4",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:FreqInlineSize=120");

  /** Of Linux on every architecture Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final HttpClient http;
  private final String scheme;
  private final int port;

  /** Starts it and waits until it is ready. */
  public ServerProcess(List<String> jvmOptions, Map<String, String> environment)
      throws IOException, InterruptedException {
    this(jvmOptions, environment, null);
  }

  /** The same for a node whose environment says that it speaks TLS; {@code tls} trusts it. */
  ServerProcess(List<String> jvmOptions, Map<String, String> environment, SSLContext tls)
      throws IOException, InterruptedException {
    scheme = tls == null ? "http" : "https";
    http =
        tls == null ? HttpClient.newHttpClient() : HttpClient.newBuilder().sslContext(tls).build();
    String jar = System.getProperty("heliograph.jar");
    if (jar == null) {
      throw new IllegalStateException("start this with ./heliograph bench");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(cacheOptions(Path.of(jar)));
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar, "serve", "--port", "0", "--admin-port", "0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    port = awaitReady();
  }

  /**
   * Returns the launcher's options: the cache of classes and profiles that the build has made
   * beside the jar, if it has.
   */
  public static List<String> cacheOptions(Path jar) {
    Path cache = jar.resolveSibling("heliograph.aot");
    if (!Files.isReadable(cache)) {
      return List.of();
    }
    return List.of(
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:-AOTAdapterCaching",
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
        "-XX:AOTCache=" + cache);
  }

  private int awaitReady() throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        Thread.ofVirtual().start(() -> out.lines().forEach(rest -> {}));
        return Integer.parseInt(ready.group(1));
      }
    }
    throw new IOException("the node ended before it was ready");
  }

  /** Returns the port clients connect to. */
  public int port() {
    return port;
  }

  /** Returns the tokens of so many users, {@code user0} the first. */
  public List<String> tokens(int users) throws IOException, InterruptedException {
    List<String> tokens = new ArrayList<>(users);
    for (int i = 0; i < users; i++) {
      tokens.add(token("user" + i));
    }
    return tokens;
  }

  private String token(String user) throws IOException, InterruptedException {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + "/dev/token"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"sub\":\"" + user + "\"}"))
            .build();
    String answer = http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
    Matcher token = TOKEN.matcher(answer);
    if (!token.find()) {
      throw new IOException("no token: " + answer);
    }
    return token.group(1);
  }

  /** Returns user and system time so far, in seconds. */
  public double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** Returns its resident memory in bytes. */
  public long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("no VmRSS");
  }

  /** Collects all garbage and returns the bytes of live objects. */
  public long liveBytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    jcmd("GC.run");
    String histogram = histogram();
    String[] total = histogram.strip().lines().toList().getLast().strip().split("\\s+");
    return Long.parseLong(total[2]);
  }

  /** Returns live objects by class. */
  public String histogram() throws IOException, InterruptedException {
    return jcmd("GC.class_histogram");
  }

  private String jcmd(String what) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process run = new ProcessBuilder(jcmd, "" + process.pid(), what).start();
    String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (run.waitFor() != 0) {
      throw new IOException("jcmd failed: " + out);
    }
    return out;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
