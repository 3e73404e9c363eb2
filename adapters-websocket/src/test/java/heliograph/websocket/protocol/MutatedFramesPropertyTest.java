package heliograph.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.domain.ErrorCode;
import heliograph.domain.message.Payload;
import heliograph.domain.message.Request;
import heliograph.domain.message.ServerFrame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Bytes that no client should send: whatever they are, the answer is a request or a refusal. */
class MutatedFramesPropertyTest {
  private static final List<String> FRAMES =
      List.of(
          "{\"type\":\"join\",\"id\":1,\"room\":\"r\",\"from\":{\"epoch\":\"E\",\"position\":7},\"ack\":true}",
          "{\"type\":\"publish\",\"id\":\"é\",\"room\":\"r\",\"data\":{\"a\":[1,-2.5e3,\"\\u00e9\\n\",null]}}",
          "{\"type\":\"send\",\"id\":-4,\"user\":\"bob\",\"data\":[true,false,{}],\"key\":\"K\"}",
          "{\"type\":\"history\",\"id\":6,\"room\":\"r\",\"limit\":50,\"before\":4294967296}",
          "{\"type\":\"ack\",\"acks\":[{\"room\":\"r\",\"position\":7},{\"room\":\"s\",\"position\":8}]}");

  private static final List<String> CBOR_ITEMS =
      List.of(
          "a2 6161 5f41014102ff 6162 9f f97e00 c24101 f7 ff",
          "d9d9f7 83 fb3fb999999999999a fa7f800000 f8ff",
          "a3 01 02 f5 20 8101 4100");

  private static final int MAX = Integer.MAX_VALUE;

  @Property(tries = 3_000)
  void randomBytesAreReadOrRefused(@ForAll byte[] bytes) {
    for (WireFormat format : List.of(WireFormat.json(), WireFormat.cbor())) {
      check(format, bytes);
    }
  }

  @Property(tries = 4_000)
  void mutatedJsonIsReadOrRefused(@ForAll("frames") String frame, @ForAll long seed) {
    check(WireFormat.json(), mutate(Bytes.utf8(frame), new Random(seed)));
  }

  @Property(tries = 4_000)
  void mutatedCborIsReadOrRefused(@ForAll("cborFrames") byte[] frame, @ForAll long seed) {
    check(WireFormat.cbor(), mutate(frame, new Random(seed)));
  }

  @Property(tries = 100)
  void aFrameThatIsCutOffIsRefused(
      @ForAll("frames") String frame, @ForAll("cborFrames") byte[] cbor) {
    byte[] json = Bytes.utf8(frame);
    for (int length = 0; length < json.length; length++) {
      assertThat(WireFormat.json().decode(json, 0, length, MAX)).isInstanceOf(Decoded.Bad.class);
    }
    for (int length = 0; length < cbor.length; length++) {
      assertThat(WireFormat.cbor().decode(cbor, 0, length, MAX)).isInstanceOf(Decoded.Bad.class);
    }
  }

  @Provide
  Arbitrary<String> frames() {
    return Arbitraries.of(FRAMES);
  }

  @Provide
  Arbitrary<byte[]> cborFrames() {
    Arbitrary<byte[]> requests = Arbitraries.of(FRAMES).map(CborOf::json);
    Arbitrary<byte[]> items =
        Arbitraries.of(CBOR_ITEMS).map(hex -> Decodes.cborPublish(Bytes.hex(hex)));
    return Arbitraries.oneOf(requests, items);
  }

  private static void check(WireFormat format, byte[] frame) {
    switch (Decodes.decode(format, frame)) {
      case Decoded.Ok(Request.Publish publish) -> checkData(publish.data());
      case Decoded.Ok(Request.Send send) -> checkData(send.data());
      case Decoded.Ok ok -> assertThat(ok.request()).isNotNull();
      case Decoded.Bad bad -> {
        assertThat(bad.code())
            .isIn(EnumSet.of(ErrorCode.BAD_FRAME, ErrorCode.UNKNOWN_TYPE, ErrorCode.INVALID));
        ServerFrame failure = new ServerFrame.Failure(bad.id(), bad.code(), bad.message());
        assertThat(Tree.ofJson(WireFormat.json().encode(failure))).isNotNull();
        assertThat(Tree.ofCbor(WireFormat.cbor().encode(failure))).isNotNull();
      }
    }
  }

  private static void checkData(Payload data) {
    byte[] json = Encodes.frame(WireFormat.json(), data);
    assertThat(Tree.ofJson(json)).isNotNull();
    assertThat(Utf8.valid(json, 0, json.length)).isTrue();
    assertThat(CborScanner.valid(Encodes.frame(WireFormat.cbor(), data))).isTrue();
    if (data.type() == Payload.Type.JSON) {
      assertThat(Encodes.json(data)).isEqualTo(Bytes.text(data.bytes()));
    } else {
      assertThat(Encodes.cbor(data)).endsWith(Bytes.hex(data.bytes()));
    }
  }

  /** Flips, drops, doubles and inserts a few bytes. */
  private static byte[] mutate(byte[] frame, Random random) {
    byte[] mutated = frame;
    for (int i = random.nextInt(3); i >= 0 && mutated.length > 0; i--) {
      mutated = mutateOnce(mutated, random);
    }
    return mutated;
  }

  private static byte[] mutateOnce(byte[] frame, Random random) {
    int at = random.nextInt(frame.length);
    int length = 1 + random.nextInt(Math.min(8, frame.length - at));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(frame, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(frame[at] ^ 1 << random.nextInt(8));
      case 1 -> out.write(random.nextInt(256));
      case 2 -> out.write("\"\\{}[],:-0e.\0\u00ff\u00c2 ".charAt(random.nextInt(16)));
      case 3 -> out.writeBytes(Arrays.copyOfRange(frame, at, at + length));
      default -> length = Math.max(1, length - 1);
    }
    boolean replaces = random.nextBoolean();
    int rest = replaces ? at + Math.min(length, frame.length - at) : at;
    out.write(frame, rest, frame.length - rest);
    return out.toByteArray();
  }
}
