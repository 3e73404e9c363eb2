package heliograph.websocket.deflate;

import static heliograph.websocket.frame.ClientFrame.hex;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.RawClient;
import heliograph.websocket.RawClient.Frame;
import heliograph.websocket.TestNode;
import heliograph.websocket.connection.EchoMessages;
import heliograph.websocket.frame.Allocation;
import heliograph.websocket.frame.Opcode;
import heliograph.websocket.frame.ProtocolViolation;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 7692 on a connection, as a table: frames to an echo that takes messages of up to 1,000 bytes
 * and compresses from 100 on, and what comes back.
 */
class CompressedConversationIT {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final int MESSAGE_BYTES_MAX = 1_000;
  private static final int COMPRESS_MIN_BYTES = 100;

  private static final DeflateCodecs CODECS = new DeflateCodecs(1, 6);
  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        new TestNode(
            c ->
                c.with(
                    e -> {
                      e.maxFrameBytes = MESSAGE_BYTES_MAX;
                      e.compressMinBytes = COMPRESS_MIN_BYTES;
                    }),
            new EchoMessages());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A frame: its first byte (c1 compressed text, 41 its first fragment), ":", its payload.
        "whole                          | c1:f248cdc9c90700                          | text Hello",
        "in two fragments               | 41:f248cd 80:c9c90700                      | text Hello",
        "byte by byte                   | 41:f2 00:48 00:cd 00:c9 00:c9 00:07 80:00  | text Hello",
        "the first fragment empty       | 41: 80:f248cdc9c90700                      | text Hello",
        "a middle fragment empty        | 41:f248cd 00: 80:c9c90700                  | text Hello",
        "the last fragment empty        | 41:f248cdc9c90700 80:                      | text Hello",
        "a ping between fragments       | 41:f248cd 89:70 80:c9c90700                | pong p, text Hello",
        "a pong between fragments       | 41:f248cd 8a: 80:c9c90700                  | text Hello",
        "a close between fragments      | 41:f248cd 88:03e8                          | close 1000",
        "binary                         | c2:f248cdc9c90700                          | binary Hello",
        "plain after compressed         | c1:f248cdc9c90700 81:6869                  | text Hello, text hi",
        "plain fragments, then not      | 01:68 80:69 c1:f248cdc9c90700              | text hi, text Hello",
        "empty, as the RFC has it       | c1:00                                      | text",
        "empty, of no bytes at all      | c1:                                        | text",
        "stored                         | c1:000500faff48656c6c6f00                  | text Hello",
        "two blocks                     | c1:f24805000000ffffcac9c90700              | text Hello",
        "BFINAL set                     | c1:f348cdc9c9070000                        | text Hello",
        "the window of the one before   | c1:f248cdc9c90700 c1:f200110000            | text Hello, close 1007",
        "RSV1 on a continuation         | 41:f248cd c0:c9c90700                      | close 1002",
        "RSV1 on the last of plain ones | 01:68 c0:69                                | close 1002",
        "RSV1 on a ping                 | c9:                                        | close 1002",
        "RSV1 on a close                | c8:03e8                                    | close 1002",
        "RSV2                           | e1:f248cdc9c90700                          | close 1002",
        "RSV3                           | d1:f248cdc9c90700                          | close 1002",
        "no such block type             | c1:ff                                      | close 1007",
        "a damaged length               | c1:000500000048656c6c6f00                  | close 1007",
        "cut short                      | c1:f248cdc9                                | close 1007",
        "looks back beyond the start    | c1:02020000                                | close 1007",
        "rubbish behind BFINAL          | c1:f348cdc9c90700ffff                      | close 1007",
        "text that is not UTF-8         | c1:000100feffe900                          | close 1007",
        "binary that is not UTF-8       | c2:000100feffe900                          | binary \u00e9",
        "more than could be within it   | c1:@2000                                   | close 1009",
      })
  void whatIsSentComesBack(String what, String frames, String answers) {
    try (RawClient client = RawClient.open(node.port(), OFFER)) {
      for (String frame : frames.split(" ")) {
        String[] parts = frame.split(":", 2);
        client.sendRaw(RawClient.frame(Integer.parseInt(parts[0], 16), payload(parts[1])));
      }
      for (String answer : answers.split(", ")) {
        assertThat(told(client.readMessage())).as(what).isEqualTo(answer);
      }
    }
  }

  private static byte[] payload(String hex) {
    return hex.startsWith("@") ? new byte[Integer.parseInt(hex.substring(1))] : hex(hex);
  }

  private static String told(Frame frame) {
    String name = frame.opcode().name().toLowerCase();
    if (frame.opcode() == Opcode.CLOSE) {
      return name + " " + frame.closeCode();
    }
    return (name + " " + new String(frame.payload(), ISO_8859_1)).strip();
  }

  @Test
  void withoutAnOfferRsv1IsRefused() {
    try (RawClient client = RawClient.open(node.port())) {
      client.sendRaw(RawClient.frame(0xC1, hex("f248cdc9c90700")));

      assertThat(client.readMessage().closeCode()).isEqualTo(1002);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "99, false", "100, true", "101, true", "1000, true"})
  void answersAreCompressedFromTheThresholdOn(int size, boolean compressed)
      throws ProtocolViolation {
    byte[] text = "x".repeat(size).getBytes(UTF_8);
    try (RawClient client = RawClient.open(node.port(), OFFER)) {
      client.send(Opcode.TEXT, text);

      Frame answer = client.readMessage();
      assertThat(answer.rsv1()).isEqualTo(compressed);
      byte[] payload = answer.payload();
      assertThat(compressed ? CODECS.inflate(payload, 0, payload.length, size) : payload)
          .isEqualTo(text);
    }
  }

  @Test
  void whatGainsNothingIsAnsweredPlain() {
    byte[] noise = new byte[MESSAGE_BYTES_MAX];
    new Random(1).nextBytes(noise);
    try (RawClient client = RawClient.open(node.port(), OFFER)) {
      client.send(Opcode.BINARY, noise);

      Frame answer = client.readMessage();
      assertThat(answer.rsv1()).isFalse();
      assertThat(answer.payload()).isEqualTo(noise);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 1_001, 1 << 20})
  void whatInflatesToMoreThanTheBoundIsTooBig(int size) {
    byte[] squeezed = CODECS.compress(new byte[size], 0, size);
    try (RawClient client = RawClient.open(node.port(), OFFER)) {
      client.sendRaw(RawClient.frame(0xC2, squeezed));

      Frame answer = client.readMessage();
      if (size > MESSAGE_BYTES_MAX) {
        assertThat(answer.closeCode()).isEqualTo(1009);
      } else {
        assertThat(answer.opcode()).isEqualTo(Opcode.BINARY);
      }
    }
  }

  /** A MiB on the wire that would be a GiB of zeros, in fragments, against a bound of 4 MiB. */
  @Test
  void aBombOfAGigabyteIsCutAtTheBound() throws Exception {
    byte[] bomb = gigabyteOfZeros();
    assertThat(bomb.length).isLessThan(2 << 20);
    int bytesMax = 4 << 20;
    try (TestNode roomy =
            new TestNode(c -> c.with(e -> e.maxFrameBytes = bytesMax), new EchoMessages());
        RawClient client = RawClient.open(roomy.port(), OFFER)) {
      for (int off = 0; off < bomb.length; off += 65_536) {
        int end = Math.min(bomb.length, off + 65_536);
        int fin = end == bomb.length ? 0x80 : 0;
        int first = off == 0 ? 0x42 : 0;
        client.sendRaw(RawClient.frame(fin | first, Arrays.copyOfRange(bomb, off, end)));
      }

      assertThat(client.readMessage().closeCode()).isEqualTo(1009);
    }
    // What inflating takes: the buffer doubles up to the bound.
    long bytes = Allocation.bytesOf(() -> assertThat(refusal(bomb, bytesMax)).isEqualTo(1009));
    assertThat(bytes).isLessThan(3L * bytesMax);
  }

  private static int refusal(byte[] payload, int bytesMax) {
    try {
      CODECS.inflate(payload, 0, payload.length, bytesMax);
      return 0;
    } catch (ProtocolViolation e) {
      return e.closeCode();
    }
  }

  /** A MiB of zeros that ends on a byte's bound, a thousand times over. */
  private static byte[] gigabyteOfZeros() {
    byte[] squeezed = CODECS.compress(new byte[1 << 20], 0, 1 << 20);
    // The flush's tail, which the RFC leaves out at the end only.
    byte[] block = Arrays.copyOf(squeezed, squeezed.length + 4);
    block[squeezed.length + 2] = (byte) 0xFF;
    block[squeezed.length + 3] = (byte) 0xFF;
    byte[] all = new byte[1024 * block.length];
    for (int i = 0; i < 1024; i++) {
      System.arraycopy(block, 0, all, i * block.length, block.length);
    }
    return all;
  }
}
