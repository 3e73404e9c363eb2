package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Whatever a client sends ends in a right reply, an error frame or the right close code; nobody
 * else notices; nothing is logged above DEBUG; nothing is left behind. {@code -Dfuzz.seconds} says
 * for how long, {@code -Dfuzz.seed} from where on: each case has a seed of its own, which a failure
 * names.
 */
class MalformedInputIT {
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 8);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int THREADS = 3;

  private static final Set<String> ERRORS =
      Set.of(
          "bad_frame",
          "unknown_type",
          "invalid",
          "forbidden",
          "not_joined",
          "already_joined",
          "too_large",
          "too_many_rooms");

  private final AtomicInteger cases = new AtomicInteger();

  @Test
  void everyByteSequenceEndsInARightAnswer() throws Exception {
    try (TestNode node =
            Nodes.start(
                "HANDSHAKE_TIMEOUT_MS", 2_000,
                "BAD_FRAMES_MAX", 100_000,
                "MAX_FRAMES_PER_SECOND", 0,
                "RESUME_MS", 1_000);
        LoudLog log = new LoudLog();
        Bystanders bystanders = new Bystanders(node)) {
      long untilNs = System.nanoTime() + SECONDS * 1_000_000_000L;
      try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        List<Future<?>> running =
            IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(i -> threads.submit(() -> runUntil(node, untilNs, i)))
                .toList();
        for (Future<?> run : running) {
          run.get();
        }
      }
      bystanders.partUndisturbed();
      assertThat(cases.get()).isGreaterThan(100);
      assertNothingIsLeft(node);
      assertThat(log.lines()).isEmpty();
    }
  }

  private void runUntil(TestNode node, long untilNs, int thread) {
    for (long seed = SEED + thread; System.nanoTime() < untilNs; seed += THREADS) {
      try {
        one(node.node().httpPort(), seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
      cases.incrementAndGet();
    }
  }

  static void assertNothingIsLeft(TestNode node) {
    Awaitility.await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(node.node().openCount()).isZero();
              assertThat(node.node().counts().clients()).isZero();
              assertThat(node.node().counts().sessions()).isZero();
              assertThat(node.node().counts().rooms()).isZero();
              assertThat(node.node().counts().subscriptions()).isZero();
              assertThat(node.node().counts().waiting()).isZero();
              assertThat(node.node().counts().ringBytes()).isZero();
              assertThat(node.node().counts().segmentBytes()).isZero();
              assertThat(LiveThreads.servingConnections()).isZero();
            });
  }

  private static void one(int port, long seed) {
    Malformed input = new Malformed(seed);
    switch (input.upTo(5)) {
      case 0 -> handshake(port, input);
      case 1 -> frames(port, input);
      case 2 -> messages(port, input, Dialect.JSON);
      case 3 -> messages(port, input, Dialect.CBOR);
      default -> deflated(port, input);
    }
  }

  /** Ends in an HTTP refusal, or in silence where it was no whole request. */
  private static void handshake(int port, Malformed input) {
    try (Wire wire = new Wire(port)) {
      sendSome(wire, input.handshake());
      end(wire);
      String answer = new String(wire.readToEnd(), StandardCharsets.ISO_8859_1);
      assertThat(answer)
          .satisfiesAnyOf(
              a -> assertThat(a).isEmpty(),
              a -> assertThat(a).matches("(?s)HTTP/1.1 (4\\d\\d|505) .*"),
              // What was changed may not matter: a name of a header nobody looks at.
              a -> assertThat(a).startsWith("HTTP/1.1 101 "));
      assertThat(answer).doesNotContain("Exception", "\tat ", ".java");
    }
  }

  /** Frames whose bytes are mutated: a close with one of the codes for it, or an end of ours. */
  private static void frames(int port, Malformed input) {
    try (Wire wire = open(port, Dialect.JSON)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 1 + input.upTo(4); i > 0; i--) {
        byte[] payload = Dialect.JSON.write(input.request());
        int first = input.upTo(3) == 0 ? input.upTo(256) : 0x81;
        byte[] frame = Wire.frame(first, payload);
        all.writeBytes(input.upTo(2) == 0 ? input.mutated(frame) : frame);
      }
      sendSome(wire, all.toByteArray());
      end(wire);
      assertAnswers(wire, Dialect.JSON, Set.of(1002, 1007, 1008, 1009));
    }
  }

  /** Right frames with whatever in them: each is answered, and the connection serves on. */
  private static void messages(int port, Malformed input, Dialect dialect) {
    try (TestClient client = TestClient.of(port).as("fuzz").in(dialect).open()) {
      int count = 1 + input.upTo(20);
      int perhapsAcks = 0;
      for (int i = 0; i < count; i++) {
        byte[] message =
            switch (input.upTo(3)) {
              case 0 -> input.bytes(60);
              case 1 -> input.almostRequest(dialect);
              default -> dialect.write(input.request());
            };
        // Text that is no UTF-8 is the business of frames().
        byte[] sendable =
            dialect == Dialect.CBOR
                ? message
                : new String(message, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        client.wire().send(dialect.opcode, sendable);
        perhapsAcks += new String(sendable, StandardCharsets.ISO_8859_1).contains("ack") ? 1 : 0;
      }
      String last = "last";
      client.tell("ping", "id", last);
      client.next(frame -> last.equals(frame.path("id").asString("")));
      // An ack gets no reply, or an error for each of its entries; all else exactly one, though
      // those that wait on the log or a store may come behind the last.
      if (perhapsAcks == 0) {
        for (int i = 0; i < count; i++) {
          assertRight(client.next(MalformedInputIT::isReply));
        }
        assertThat(client.kept()).noneMatch(MalformedInputIT::isReply);
      }
      client.kept().forEach(MalformedInputIT::assertRight);
      assertThat(client.leave()).isEqualTo(1000);
    }
  }

  private static boolean isReply(JsonNode frame) {
    return !frame.get("type").asString().equals("message");
  }

  /** RSV1 messages that are no deflate data, or not what they should be when inflated. */
  private static void deflated(int port, Malformed input) {
    try (Wire wire = new Wire(port)) {
      wire.request(
          Wire.handshake(
              "/ws",
              "Authorization: Bearer " + Tokens.of("fuzz"),
              "Sec-WebSocket-Extensions: permessage-deflate"));
      byte[] raw = input.upTo(2) == 0 ? input.bytes(500) : Dialect.JSON.write(input.request());
      java.util.zip.Deflater deflater = new java.util.zip.Deflater(6, true);
      deflater.setInput(raw);
      byte[] out = new byte[2_000];
      int length = deflater.deflate(out, 0, out.length, java.util.zip.Deflater.SYNC_FLUSH);
      deflater.end();
      byte[] packed = java.util.Arrays.copyOf(out, Math.max(0, length - 4));
      wire.send(Wire.frame(0xC1, input.upTo(2) == 0 ? input.mutated(packed) : packed));
      end(wire);
      assertAnswers(wire, Dialect.JSON, Set.of(1002, 1007, 1009));
    }
  }

  private static Wire open(int port, Dialect dialect) {
    Wire wire = new Wire(port);
    Wire.Response response =
        wire.request(
            Wire.handshake(
                "/ws",
                "Authorization: Bearer " + Tokens.of("fuzz"),
                "Sec-WebSocket-Protocol: " + dialect.subprotocol));
    assertThat(response.status()).isEqualTo(101);
    return wire;
  }

  /** The node may have refused it already, and closed. */
  private static void sendSome(Wire wire, byte[] bytes) {
    try {
      wire.send(bytes);
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isInstanceOf(java.net.SocketException.class);
    }
  }

  private static void end(Wire wire) {
    try {
      wire.endOutput();
    } catch (UncheckedIOException e) {
      assertThat(e.getCause()).isInstanceOf(java.net.SocketException.class);
    }
  }

  /** Reads to the end: only frames of the protocol, and at most one close frame, at the end. */
  private static void assertAnswers(Wire wire, Dialect dialect, Set<Integer> codes) {
    Wire.Frame close = null;
    for (Wire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
      assertThat(close).as("nothing comes after a close frame").isNull();
      if (frame.opcode() == Wire.CLOSE) {
        close = frame;
        int code = frame.closeCode();
        // A close of the client's own is answered with its code.
        assertThat(codes.contains(code) || code < 1016 || code >= 3000).isTrue();
        assertThat(code).isNotIn(1011, 1006);
      } else if (frame.opcode() == dialect.opcode) {
        assertRight(dialect.read(frame.rsv1() ? Inflated.of(frame.payload()) : frame.payload()));
      } else {
        assertThat(frame.opcode()).isIn(Wire.PING, Wire.PONG);
      }
    }
  }

  private static void assertRight(JsonNode frame) {
    if (frame.get("type").asString().equals("error")) {
      assertThat(frame.get("code").asString()).isIn(ERRORS);
      assertThat(frame.get("message").asString()).doesNotContain("Exception", "heliograph.");
    } else {
      assertThat(frame.get("type").asString())
          .isIn(
              Set.of(
                  "welcome",
                  "joined",
                  "left",
                  "published",
                  "presence",
                  "history",
                  "pong",
                  "message"));
    }
  }
}
