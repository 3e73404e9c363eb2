package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that vanish in every phase there is. */
class AbruptEndsIT {
  private static final int TIMES = Integer.getInteger("abrupt.times", 5_000);
  private static final int THREADS = 4;

  @Test
  void nothingIsLeftOfThousandsOfAbruptDisconnects() throws Exception {
    try (TestNode node = Nodes.start("RESUME_MS", 1_000, "HANDSHAKE_TIMEOUT_MS", 2_000);
        LoudLog log = new LoudLog()) {
      int threadsBefore = Thread.activeCount();
      try (Bystanders bystanders = new Bystanders(node);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        List<Future<?>> running =
            IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(t -> threads.submit(() -> vanish(node, t)))
                .toList();
        for (Future<?> run : running) {
          run.get();
        }
        bystanders.partUndisturbed();
      }
      MalformedInputIT.assertNothingIsLeft(node);
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 2);
      assertOpenedAndClosedAreEqual(node);
      assertThat(log.lines()).isEmpty();
    }
  }

  private static void assertOpenedAndClosedAreEqual(TestNode node) {
    Map<String, Double> metrics = Admin.metrics(node.admin());
    Double opened = metrics.get("heliograph_connections_opened_total");
    assertThat(opened).isGreaterThan(TIMES / 4.0);
    assertThat(metrics.get("heliograph_connections_closed_total")).isEqualTo(opened);
  }

  private static void vanish(TestNode node, int thread) {
    int port = node.node().httpPort();
    String token = Tokens.of("user" + thread);
    byte[] handshake =
        Wire.handshake("/ws", "Authorization: Bearer " + token)
            .getBytes(StandardCharsets.ISO_8859_1);
    for (int i = thread; i < TIMES; i += THREADS) {
      Wire wire = new Wire(port);
      try {
        advance(wire, handshake, i / THREADS % 9, i);
      } catch (UncheckedIOException e) {
        throw new AssertionError("phase " + i / THREADS % 9, e);
      }
      if (i / THREADS % 2 == 0) {
        wire.reset();
      } else {
        wire.close();
      }
    }
  }

  /** Brings a connection to a phase. */
  private static void advance(Wire wire, byte[] handshake, int phase, int i) {
    byte[] join =
        Wire.frame(0x81, Dialect.JSON.write(Map.of("type", "join", "id", 1, "room", "r" + i % 50)));
    switch (phase) {
      case 0 -> {} // connected
      case 1 -> wire.send(Arrays.copyOf(handshake, i % handshake.length)); // in the handshake
      case 2 -> wire.send(handshake); // right behind it
      case 3 -> shake(wire, handshake); // right after the 101
      case 4 -> {
        shake(wire, handshake);
        wire.read();
        wire.send(Arrays.copyOf(join, 1 + i % (join.length - 1))); // in the middle of a frame
      }
      case 5 -> {
        shake(wire, handshake);
        wire.send(join); // with replies unread
        wire.send(join);
      }
      case 6 -> {
        shake(wire, handshake);
        wire.read();
        wire.send(join);
        wire.send(
            Wire.frame(
                0x81,
                Dialect.JSON.write(
                    Map.of("type", "publish", "id", 2, "room", "r" + i % 50, "data", i))));
      }
      case 7 -> {
        shake(wire, handshake);
        wire.send(Wire.CLOSE, (byte) 3, (byte) 0xE8); // without waiting for the answer
      }
      default -> {
        shake(wire, handshake);
        wire.read();
        wire.send(join);
        wire.send(Wire.unmasked(0x81, (byte) 'x')); // while it is being closed
      }
    }
  }

  private static void shake(Wire wire, byte[] handshake) {
    wire.send(handshake);
    assertThat(wire.readResponse().status()).isEqualTo(101);
  }
}
