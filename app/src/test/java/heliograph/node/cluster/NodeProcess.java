package heliograph.node.cluster;

import heliograph.node.Admin;
import heliograph.node.ServeProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A node of a cluster as a process, which can be killed and paused. For one thread. */
final class NodeProcess implements AutoCloseable {
  private final String name;
  private final ServeProcess process;
  private final int port;
  private final URI admin;

  private NodeProcess(String name, ServeProcess process) {
    this.name = name;
    this.process = process;
    int[] ports = process.ready();
    this.port = ports[0];
    this.admin = ServeProcess.admin(ports[1]);
  }

  /** Starts a node and waits until it takes clients. */
  static NodeProcess start(String name, Map<String, String> environment) {
    ServeProcess process = ServeProcess.start(environment);
    try {
      return new NodeProcess(name, process);
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** The port clients connect to. */
  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Completed when its process has ended. */
  CompletableFuture<?> ended() {
    return process.ended();
  }

  /** Whether it takes clients. */
  boolean isReady() {
    return readiness().statusCode() == 200;
  }

  /** The answer of {@code /health/ready}. */
  HttpResponse<String> readiness() {
    return Admin.get(admin, "health/ready");
  }

  double metric(String metric) {
    return Admin.metrics(admin).get("heliograph_" + metric);
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.close();
    process.exitCode();
  }

  /** Freezes it (SIGSTOP): its connections stay open and nothing answers. */
  void pause() {
    process.signal("STOP");
  }

  /** Lets it run on (SIGCONT). */
  void resume() {
    process.signal("CONT");
  }

  /** Has it drain, and waits for its end; returns its exit code. */
  int stop() throws InterruptedException {
    process.terminate();
    return process.exitCode();
  }

  /** The lines of its log. */
  List<String> log() {
    return process.err();
  }

  @Override
  public void close() {
    process.close();
  }
}
