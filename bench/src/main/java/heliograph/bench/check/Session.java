package heliograph.bench.check;

import heliograph.bench.cluster.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client's session over as many connections as it takes: resumes on whatever node answers, with
 * exponential backoff and full jitter, moves when it is asked to, and takes a node that is silent
 * for more than two heartbeats for dead.
 *
 * <p>Runs on a thread of its own, on which all hooks are called.
 */
abstract class Session implements Runnable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int HANDSHAKE_TIMEOUT_MS = 10_000;
  private static final int SILENCE_SLACK_MS = 2_000;
  private static final int BACKOFF_MIN_MS = 100;
  private static final int BACKOFF_BASE_MS = 500;
  private static final int BACKOFF_MAX_MS = 5_000;

  /** After so long a connection was a success, and the next drop starts the backoff anew. */
  private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  final String name;
  final Random random;
  final Tally tally;
  private final List<InetSocketAddress> nodes;
  private final String token;
  private int node;
  private String resume;
  private int failures;
  private int connections;
  private long lostAtNanos;
  private int silenceMs;

  /** Not 0 from being asked to move on until then. */
  private long moveAtNanos;

  private volatile Wire wire;
  private volatile boolean stopped;

  Session(
      String name, List<InetSocketAddress> nodes, int first, String token, Tally tally, long seed) {
    this.name = name;
    this.nodes = nodes;
    this.node = first % nodes.size();
    this.token = token;
    this.tally = tally;
    this.random = new Random(seed);
  }

  /** A connection was welcomed. */
  abstract void onWelcome(Wire wire, JsonNode welcome) throws IOException;

  abstract void onFrame(Wire wire, JsonNode frame) throws IOException;

  /** A connection is gone. */
  abstract void onLost();

  /** Returns the present connection's number, counted from 1. */
  final int connection() {
    return connections;
  }

  final void stop() {
    stopped = true;
    Wire open = wire;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public final void run() {
    while (!stopped) {
      long openedAt = System.nanoTime();
      moveAtNanos = 0;
      try (Wire opened = Wire.connect(nodes.get(node), token, resume, HANDSHAKE_TIMEOUT_MS)) {
        wire = opened;
        serve(opened);
      } catch (SocketTimeoutException e) {
        if (moveAtNanos == 0) {
          cut("silent");
        }
      } catch (Wire.Closed e) {
        cut("close " + e.code());
      } catch (Wire.Refused e) {
        cut(e.getMessage());
      } catch (IOException e) {
        cut(String.valueOf(e.getMessage()));
      }
      ended(openedAt);
    }
  }

  private void cut(String why) {
    if (!stopped) {
      tally.cut(why);
    }
  }

  private void ended(long openedAtNanos) {
    wire = null;
    if (lostAtNanos == 0) {
      lostAtNanos = System.nanoTime();
    }
    onLost();
    node = (node + 1) % nodes.size();
    // Who was told to move does so at once, also where the node ends it first.
    if (!stopped && moveAtNanos == 0) {
      if (System.nanoTime() - openedAtNanos > STABLE_NANOS) {
        failures = 0;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(backoffMs(failures++, random)));
    }
  }

  static int backoffMs(int failures, Random random) {
    int ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS << Math.min(failures, 10));
    return BACKOFF_MIN_MS + random.nextInt(ceiling - BACKOFF_MIN_MS);
  }

  private void serve(Wire opened) throws IOException {
    JsonNode welcome = JSON.readTree(opened.next(HANDSHAKE_TIMEOUT_MS));
    connections++;
    resume = welcome.path("resume").asString();
    silenceMs = 2 * welcome.path("heartbeatMs").asInt() + SILENCE_SLACK_MS;
    if (connections > 1) {
      tally.back(welcome.path("resumed").asBoolean(), System.nanoTime() - lostAtNanos);
    }
    lostAtNanos = 0;
    onWelcome(opened, welcome);
    while (!stopped) {
      JsonNode frame = JSON.readTree(opened.next(patienceMs()));
      String type = frame.path("type").asString();
      if (type.equals("server_shutdown") || type.equals("reconnect")) {
        moveAtNanos =
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(frame.path("retryAfterMs").asLong());
      } else {
        onFrame(opened, frame);
      }
    }
  }

  /** Throws where the moment to move has come. */
  private int patienceMs() throws SocketTimeoutException {
    if (moveAtNanos == 0) {
      return silenceMs;
    }
    long leftMs = TimeUnit.NANOSECONDS.toMillis(moveAtNanos - System.nanoTime());
    if (leftMs <= 0) {
      throw new SocketTimeoutException("time to move");
    }
    return (int) Math.min(leftMs, silenceMs);
  }
}
