package heliograph.websocket.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.websocket.deflate.DeflateCodecs;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for whatever a client sends, however the network cuts it up. */
class FrameDecoderPropertyTest {

  private static final int BYTES_MAX = 100_000;
  private static final DeflateCodecs CODECS = new DeflateCodecs(1, DeflateCodecs.DEFAULT_LEVEL);

  /** A message to send, or the control frames around it, and what is to come of it. */
  record Sent(List<ClientFrame> frames, List<String> events) {}

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void validMessagesComeOutAsTheyWentIn(
      @ForAll("conversations") List<Sent> conversation,
      @ForAll @IntRange(min = 1, max = 3000) int chunk) {
    Recorder recorder = new Recorder();

    recorder.feed(new FrameDecoder(BYTES_MAX, CODECS), chunk, bytesOf(conversation));

    assertThat(recorder.events())
        .isEqualTo(conversation.stream().flatMap(sent -> sent.events().stream()).toList());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void damagedFramesAreRefusedTheSameWayHoweverTheyAreCutUp(
      @ForAll("conversations") List<Sent> conversation,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 1 << 30) Integer> flips,
      @ForAll @IntRange(min = 1, max = 50) int chunk) {
    byte[] bytes = bytesOf(conversation);
    for (int flip : flips) {
      if (bytes.length > 0) {
        bytes[(flip >>> 3) % bytes.length] ^= (byte) (1 << (flip & 7));
      }
    }

    List<String> atOnce = Recorder.decode(new FrameDecoder(BYTES_MAX, CODECS), bytes);

    assertThat(Recorder.decode(new FrameDecoder(BYTES_MAX, CODECS), chunk, bytes))
        .isEqualTo(atOnce);
    assertThat(atOnce.stream().filter(event -> event.startsWith("refused:")))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Property(tries = 1000)
  void anyBytesAtAllEndInMessagesOrARefusal(@ForAll("almostHeaders") byte[] bytes) {
    FrameDecoder decoder = new FrameDecoder(200, CODECS);

    List<String> events = Recorder.decode(decoder, bytes);

    boolean ended =
        events.stream().anyMatch(event -> event.startsWith("refused:") || event.startsWith("clo"));
    assertThat(decoder.isClosed()).isEqualTo(ended);
  }

  @Provide
  Arbitrary<List<Sent>> conversations() {
    return Arbitraries.oneOf(messages(), controls().map(FrameDecoderPropertyTest::alone))
        .list()
        .ofMaxSize(6);
  }

  /** Random bytes, most of which start out like a masked frame. */
  @Provide
  Arbitrary<byte[]> almostHeaders() {
    Arbitrary<Byte> firstByte =
        Arbitraries.of(0x81, 0x82, 0x80, 0x01, 0x02, 0x00, 0xC1, 0xC2, 0x88, 0x89, 0x8A)
            .map(Integer::byteValue);
    Arbitrary<Byte> secondByte = Arbitraries.integers().between(0x80, 0xFF).map(Integer::byteValue);
    Arbitrary<byte[]> rest = Arbitraries.bytes().array(byte[].class).ofMaxSize(150);
    return Combinators.combine(firstByte, secondByte, rest)
        .as(
            (first, second, tail) -> {
              ByteArrayOutputStream out = new ByteArrayOutputStream();
              out.write(first);
              out.write(second);
              out.writeBytes(tail);
              return out.toByteArray();
            });
  }

  private static Arbitrary<Sent> messages() {
    Arbitrary<String> texts =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(40).map(s -> new String(s.getBytes(UTF_8), UTF_8)),
            Arbitraries.integers()
                .between(100, 70_000)
                .map("é-"::repeat)
                .map(FrameDecoderPropertyTest::cut));
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    Arbitrary<List<Integer>> cuts = Arbitraries.integers().between(0, 1 << 20).list().ofMaxSize(5);
    Arbitrary<List<Sent>> between =
        controls().map(FrameDecoderPropertyTest::alone).list().ofMaxSize(3);
    return Combinators.combine(texts, flags, flags, cuts, between, Arbitraries.integers())
        .as(FrameDecoderPropertyTest::message);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), 33_000));
  }

  private static Sent message(
      String content,
      boolean text,
      boolean compressed,
      List<Integer> cuts,
      List<Sent> between,
      int key) {
    byte[] plain = content.getBytes(UTF_8);
    byte[] payload = compressed ? CODECS.compress(plain, 0, plain.length) : plain;
    int[] bounds =
        Stream.concat(
                cuts.stream().map(cut -> cut % (payload.length + 1)), Stream.of(payload.length))
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    List<ClientFrame> frames = new ArrayList<>();
    List<String> events = new ArrayList<>();
    int off = 0;
    for (int i = 0; i < bounds.length; i++) {
      int opcode = i > 0 ? 0 : text ? Opcode.TEXT.code() : Opcode.BINARY.code();
      int rsv1 = compressed && i == 0 ? ClientFrame.RSV1 : 0;
      int fin = i == bounds.length - 1 ? ClientFrame.FIN : 0;
      byte[] part = Arrays.copyOfRange(payload, off, bounds[i]);
      frames.add(new ClientFrame(fin | rsv1 | opcode, part, key + i));
      if (fin == 0 && i < between.size()) {
        frames.addAll(between.get(i).frames());
        events.addAll(between.get(i).events());
      }
      off = bounds[i];
    }
    events.add(text ? "text:" + content : "binary:" + HexFormat.of().formatHex(plain));
    return new Sent(frames, events);
  }

  private static Arbitrary<ClientFrame> controls() {
    Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(125);
    Arbitrary<Opcode> opcodes = Arbitraries.of(Opcode.PING, Opcode.PONG);
    return Combinators.combine(opcodes, payloads, Arbitraries.integers())
        .as((opcode, bytes, key) -> new ClientFrame(ClientFrame.FIN | opcode.code(), bytes, key));
  }

  private static Sent alone(ClientFrame control) {
    String name = Opcode.of(control.firstByte()) == Opcode.PING ? "ping:" : "pong:";
    String event = name + new String(control.payload(), ISO_8859_1);
    return new Sent(List.of(control), List.of(event));
  }

  private static byte[] bytesOf(List<Sent> conversation) {
    return ClientFrame.bytes(
        conversation.stream().flatMap(sent -> sent.frames().stream()).toArray(ClientFrame[]::new));
  }
}
