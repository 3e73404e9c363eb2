package heliograph.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rooms whose members hear all that is said: CPU of the server per delivery, and latency. */
@Command(
    name = "fanout",
    description = "Server CPU per delivery, and latency, of rooms under load.",
    mixinStandardHelpOptions = true)
final class Fanout implements Callable<Integer>, Client.Listener {
  private static final byte[] STAMP = "\"t\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] POSITION = "\"position\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "{\"type\":\"message\"".getBytes(StandardCharsets.US_ASCII);

  @Option(names = "--rooms", defaultValue = "1", description = "Default: 1.")
  private int rooms;

  @Option(names = "--members", defaultValue = "1000", description = "Of each room. Default: 1000.")
  private int members;

  @Option(names = "--rate", defaultValue = "100", description = "Messages a second. Default: 100.")
  private int rate;

  @Option(names = "--size", defaultValue = "64", description = "Bytes of data. Default: 64.")
  private int size;

  @Option(names = "--seconds", defaultValue = "20", description = "Measured. Default: 20.")
  private int seconds;

  @Option(names = "--warm-up", defaultValue = "10", description = "Seconds before. Default: 10.")
  private int warmUp;

  @Option(names = "--tls", description = "Under TLS.")
  private boolean tls;

  @Option(names = "--jfr", description = "Write a flight recording of the server here.")
  private String recording;

  private final Histogram latencyMicros = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
  private final AtomicLong deliveries = new AtomicLong();
  private long gaps;
  private volatile boolean measuring;

  @Override
  public Integer call() throws Exception {
    List<String> options =
        recording == null
            ? List.of()
            : List.of("-XX:StartFlightRecording=settings=profile,filename=" + recording);
    if (!tls) {
      measure(options, Map.of(), null);
    } else {
      try (TlsClients certificate = new TlsClients()) {
        measure(options, certificate.environment(), certificate.trusting());
      }
    }
    return 0;
  }

  /** Prints what a node of these options and environment does; {@code trusting}: under TLS. */
  private void measure(List<String> options, Map<String, String> environment, SSLContext trusting)
      throws Exception {
    try (ServerProcess server = new ServerProcess(options, environment, trusting);
        Swarm swarm = new Swarm(this)) {
      List<String> tokens = server.tokens(50);
      int count = rooms * members;
      swarm.connect(server.port(), count, tokens, trusting);
      swarm.start();
      for (int i = 0; i < count; i++) {
        swarm
            .clients()
            .get(i)
            .sendText("{\"type\":\"join\",\"id\":1,\"room\":\"r" + i % rooms + "\"}");
      }
      TimeUnit.SECONDS.sleep(1);
      publish(swarm.clients(), warmUp);
      System.gc();
      long residentBefore = server.residentBytes();
      double cpuBefore = server.cpuSeconds();
      deliveries.set(0);
      measuring = true;
      long startNanos = System.nanoTime();
      publish(swarm.clients(), seconds);
      double elapsed = (System.nanoTime() - startNanos) / 1e9;
      double cpu = server.cpuSeconds() - cpuBefore;
      measuring = false;
      long delivered = deliveries.get();
      System.out.printf(
          "%d rooms of %d, %d messages a second of %d bytes, %.0f s%s%n",
          rooms, members, rate, size, elapsed, tls ? ", under TLS" : "");
      System.out.printf(
          "deliveries %,d (%,.0f a second), out of order or missing %d, connections lost %d%n",
          delivered, delivered / elapsed, gaps, swarm.lost());
      System.out.printf(
          "server CPU %.2f s, %.2f us a delivery%n", cpu, cpu * 1e6 / Math.max(1, delivered));
      System.out.printf(
          "latency p50 %.2f ms, p99 %.2f, p99.9 %.2f, max %.2f%n",
          ms(50), ms(99), ms(99.9), ms(100));
      System.out.printf(
          "resident memory %,d MB, growth %,d MB%n",
          server.residentBytes() >> 20, (server.residentBytes() - residentBefore) >> 20);
    }
  }

  private double ms(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile) / 1e3;
  }

  /** Publishes evenly, each message by the next client, into that client's room. */
  private void publish(List<Client> clients, int forSeconds) throws IOException {
    String filler = "x".repeat(Math.max(0, size - 30));
    long start = System.nanoTime();
    int total = rate * forSeconds;
    for (int i = 0; i < total; i++) {
      long due = start + TimeUnit.SECONDS.toNanos(1) * i / rate;
      Due.await(due);
      int at = i % clients.size();
      clients
          .get(at)
          .sendText(
              "{\"type\":\"publish\",\"id\":2,\"room\":\"r"
                  + at % rooms
                  + "\",\"data\":{\"t\":"
                  + System.nanoTime()
                  + ",\"f\":\""
                  + filler
                  + "\"}}");
    }
  }

  @Override
  public void text(Client client, byte[] bytes, int off, int len) {
    if (!startsWith(bytes, off, len)) {
      return;
    }
    long position = number(bytes, off, len, POSITION);
    if (position <= client.lastPosition
        || (client.lastPosition >= 0 && position != client.lastPosition + 1)) {
      gaps++;
    }
    client.lastPosition = position;
    if (measuring) {
      deliveries.lazySet(deliveries.get() + 1);
      long sentNanos = number(bytes, off, len, STAMP);
      latencyMicros.recordValue(Math.max(0, (System.nanoTime() - sentNanos) / 1_000));
    }
  }

  private static boolean startsWith(byte[] bytes, int off, int len) {
    return len > MESSAGE.length
        && Arrays.equals(bytes, off, off + MESSAGE.length, MESSAGE, 0, MESSAGE.length);
  }

  /** Returns the whole number behind a marker; -1 if it is not there. */
  private static long number(byte[] bytes, int off, int len, byte[] marker) {
    int end = off + len - marker.length;
    for (int i = off; i < end; i++) {
      int j = 0;
      while (j < marker.length && bytes[i + j] == marker[j]) {
        j++;
      }
      if (j == marker.length) {
        long value = 0;
        for (int k = i + j; bytes[k] >= '0' && bytes[k] <= '9'; k++) {
          value = value * 10 + bytes[k] - '0';
        }
        return value;
      }
    }
    return -1;
  }
}
